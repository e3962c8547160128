import { accept, refuse, streamName, subject } from "@docket/event-sourcing";
import type { Decider, Decision, Instant, StreamName, Subject } from "@docket/event-sourcing";
import { refusal } from "@docket/schemas";
import type { CustomerCommand, CustomerEvent, DeskPolicy, Refusal, Tier } from "@docket/schemas";
import { checkRights } from "@docket/ticket";

type DataOf<Type extends CustomerCommand["type"]> = Extract<
  CustomerCommand,
  { type: Type }
>["data"];
export type CustomerIdentity = DataOf<"addIdentity">;
export type Preferences = DataOf<"changePreferences">;

/** A person or firm that turns to the desk (D16). */
export type CustomerState =
  | { readonly status: "unknown" }
  | {
      readonly status: "registered";
      readonly name: string | null;
      readonly identities: readonly CustomerIdentity[];
      readonly tier: Tier;
      readonly preferences: Preferences;
    }
  | {
      readonly status: "merged";
      readonly into: string;
      readonly name: string | null;
      readonly tier: Tier;
      /** By these the customer is found whom they were merged into. */
      readonly identities: readonly CustomerIdentity[];
      /** A no to surveys stays one. */
      readonly preferences: Preferences;
    }
  | { readonly status: "erased" };

type Registered = Extract<CustomerState, { status: "registered" }>;
type Merged = Extract<CustomerState, { status: "merged" }>;
const isKnown = (state: CustomerState): state is Registered | Merged =>
  state.status === "registered" || state.status === "merged";

type Decided = Decision<CustomerEvent, Refusal>;

/** A command whose time is known: its own, or the moment it was taken. */
export type CustomerCommandToDecide = CustomerCommand & { readonly occurredAt: string };

export interface CustomerContext {
  readonly now: Instant;
  /** The desk's policy in force at `now`. */
  readonly policy: DeskPolicy;
  /** For `mergeCustomer`: the customer named by `into`. Default: unknown. */
  readonly other?: CustomerState;
  /** Whoever the customer's merges lead to in the end, or those of the one named by `into`. Default: the first step. */
  readonly standing?: string;
  /** For `eraseCustomer`: the first ticket of this customer that is held. Default: none is. */
  readonly heldTicket?: string | undefined;
}

export const customerStream = (customerId: string): StreamName =>
  streamName("customer", customerId);
/** Whose key a command needs: the customer's, but to say that this key is gone. */
export const customerSubjectOf = ({
  type,
  customerId,
}: Pick<CustomerCommand, "type" | "customerId">): Subject =>
  subject(type === "completeErasure" ? "erasure" : "customer", customerId);

/** May this customer's tickets be surveyed? They are unless the customer said no, before a merge too. */
export const wantsSurveys = (state: CustomerState): boolean =>
  !isKnown(state) || state.preferences.surveys !== false;

export const customerDecider: Decider<
  CustomerState,
  CustomerCommandToDecide,
  CustomerEvent,
  Refusal,
  CustomerContext
> = {
  initial: { status: "unknown" },

  decide(state, command, context) {
    const forbidden = checkRights(command, context.policy, context.now);
    if (forbidden !== undefined) return refuse(forbidden);
    if (command.type === "completeErasure") return completeErasure(state, command.data);
    if (state.status === "erased") return refuse(refusal("CUSTOMER_ERASED"));
    if (command.type === "eraseCustomer") {
      const { heldTicket } = context;
      if (heldTicket !== undefined) return refuse(refusal("LEGAL_HOLD", `It is ${heldTicket}.`));
      return accept({ type: "customerErased", data: command.data });
    }
    if (state.status === "merged") return ofMerged(state, command, context);
    if (command.type === "registerCustomer") {
      return state.status === "unknown"
        ? register(command.data)
        : refuse(refusal("CUSTOMER_EXISTS"));
    }
    if (state.status === "unknown") return refuse(refusal("CUSTOMER_NOT_FOUND"));
    return change(state, command, context);
  },

  evolve(state, event) {
    switch (event.type) {
      case "customerRegistered":
        return {
          status: "registered",
          name: event.data.name ?? null,
          identities: event.data.identities,
          tier: event.data.tier,
          preferences: event.data.preferences,
        };
      case "customerMerged":
        return merged(state, event.data.into);
      case "customerUnmerged":
        return state.status === "merged" ? unmerged(state) : state;
      case "customerErased":
      case "erasureCompleted":
        return { status: "erased" };
      case "identityRemoved":
        return isKnown(state) ? without(state, event.data) : state;
      case "preferencesChanged":
        return isKnown(state) ? preferring(state, event.data) : state;
      case "customerRenamed":
      case "identityAdded":
      case "tierChanged":
        return state.status === "registered" ? changed(state, event) : state;
      case "noEffect":
        return state;
      default:
        return event satisfies never;
    }
  },
};

function register(data: DataOf<"registerCustomer">): Decided {
  const { name, identities = [], tier = "standard", preferences = {} } = data;
  const distinct = identities.filter(
    (identity, index) => identities.findIndex((other) => isSame(other, identity)) === index,
  );
  return accept({
    type: "customerRegistered",
    data: { ...(name !== undefined && { name }), identities: distinct, tier, preferences },
  });
}

/** As often as it is asked for, by whichever event: each says that all before it in the log is to be blanked. */
function completeErasure(state: CustomerState, data: DataOf<"completeErasure">): Decided {
  if (state.status === "erased") return accept({ type: "erasureCompleted", data });
  const detail = "The customer is not erased.";
  return refuse(refusal("NOT_ALLOWED_NOW", detail, { allowed: ["eraseCustomer"] }));
}

/**
 * An identity that was brought along wrongly can be taken away, and a no to surveys taken back; all else is said of the
 * customer they were merged into. Who is led back to themselves by their merges was merged into others and they into them at
 * once, and is the one who stays.
 */
function ofMerged(
  state: Merged,
  command: CustomerCommandToDecide,
  { standing = state.into }: CustomerContext,
): Decided {
  if (command.type === "unmergeCustomer" && standing === command.customerId) {
    return accept({ type: "customerUnmerged", data: { from: state.into } });
  }
  if (command.type === "removeIdentity" && has(state, command.data)) {
    return accept({ type: "identityRemoved", data: command.data });
  }
  if (
    command.type === "changePreferences" &&
    command.data.surveys === true &&
    !wantsSurveys(state)
  ) {
    return accept({ type: "preferencesChanged", data: command.data });
  }
  return refuse(refusal("CUSTOMER_MERGED", undefined, { allowed: [standing] }));
}

function merged(state: CustomerState, into: string): Merged {
  const { name, tier, identities, preferences } = isKnown(state) ? state : NOTHING_KNOWN;
  return { status: "merged", into, name, tier, identities, preferences };
}
const NOTHING_KNOWN = { name: null, tier: "standard", identities: [], preferences: {} } as const;

const unmerged = ({ name, tier, identities, preferences }: Merged): Registered => ({
  status: "registered",
  name,
  tier,
  identities,
  preferences,
});

type Change = Exclude<
  CustomerCommandToDecide,
  { type: "registerCustomer" | "eraseCustomer" | "completeErasure" }
>;

function change(state: Registered, command: Change, context: CustomerContext): Decided {
  switch (command.type) {
    case "renameCustomer":
      if (command.data.name === state.name) return unchanged(command, "the name is the same");
      return accept({ type: "customerRenamed", data: command.data });
    case "addIdentity":
      if (has(state, command.data)) return unchanged(command, "the customer has this identity");
      return accept({ type: "identityAdded", data: command.data });
    case "removeIdentity":
      if (!has(state, command.data)) return unchanged(command, "the customer lacks this identity");
      return accept({ type: "identityRemoved", data: command.data });
    case "changePreferences":
      if (isKept(state.preferences, command.data)) {
        return unchanged(command, "the preferences are the same");
      }
      return accept({ type: "preferencesChanged", data: command.data });
    case "changeTier":
      if (command.data.tier === state.tier) return unchanged(command, "the tier is the same");
      return accept({ type: "tierChanged", data: { from: state.tier, to: command.data.tier } });
    case "unmergeCustomer":
      return unchanged(command, "the customer is not merged");
    case "mergeCustomer":
      return merge(command, context);
    default:
      return command satisfies never;
  }
}

function merge(
  command: Extract<Change, { type: "mergeCustomer" }>,
  { other = { status: "unknown" }, standing }: CustomerContext,
): Decided {
  const { into } = command.data;
  if (into === command.customerId) {
    const detail = "A customer cannot be merged into itself.";
    return refuse(refusal("INVALID_FIELD", detail, { field: "data.into" }));
  }
  switch (other.status) {
    case "unknown":
      return refuse(refusal("CUSTOMER_NOT_FOUND", `\`${into}\`.`, { field: "data.into" }));
    case "merged": {
      const stands = standing ?? other.into;
      if (stands !== command.customerId) {
        return refuse(refusal("CUSTOMER_MERGED", `\`${into}\`.`, { allowed: [stands] }));
      }
      return refuse(refusal("CUSTOMER_MERGED", `\`${into}\`, into this one.`));
    }
    case "erased":
      return refuse(refusal("CUSTOMER_ERASED", `\`${into}\`.`, { field: "data.into" }));
    case "registered":
      return accept({ type: "customerMerged", data: { into } });
    default:
      return other satisfies never;
  }
}

type Changed = Extract<
  CustomerEvent,
  {
    type: "customerRenamed" | "identityAdded" | "tierChanged";
  }
>;

function changed(state: Registered, event: Changed): Registered {
  switch (event.type) {
    case "customerRenamed":
      return { ...state, name: event.data.name };
    case "identityAdded":
      return { ...state, identities: [...state.identities, event.data] };
    case "tierChanged":
      return { ...state, tier: event.data.to };
    default:
      return event satisfies never;
  }
}

const preferring = <State extends Registered | Merged>(
  state: State,
  asked: Preferences,
): State => ({ ...state, preferences: { ...state.preferences, ...asked } });

const without = <State extends Registered | Merged>(
  state: State,
  removed: CustomerIdentity,
): State => ({
  ...state,
  identities: state.identities.filter((identity) => !isSame(identity, removed)),
});

const unchanged = (command: { readonly type: string }, reason: string): Decided =>
  accept({ type: "noEffect", data: { command: command.type, reason } });

/** Identities compare exactly: whoever takes them in has normalised them, or meant the difference. */
const isSame = (one: CustomerIdentity, other: CustomerIdentity): boolean =>
  one.kind === other.kind && one.value === other.value;
const has = (state: Registered | Merged, identity: CustomerIdentity): boolean =>
  state.identities.some((known) => isSame(known, identity));

const isKept = (present: Preferences, asked: Preferences): boolean =>
  (asked.channel ?? present.channel) === present.channel &&
  (asked.language ?? present.language) === present.language &&
  (asked.surveys ?? present.surveys) === present.surveys;
