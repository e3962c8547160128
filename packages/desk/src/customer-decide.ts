import { accept, refuse, type Decision } from "@docket/event-sourcing";
import type { CustomerCommand, CustomerEvent, Refusal } from "@docket/schemas";
import { checkRights, issuedBy } from "@docket/ticket";
import {
  isSame,
  wantsSurveys,
  type CustomerIdentity,
  type CustomerState,
  type DataOf,
  type Merged,
  type Preferences,
  type Registered,
} from "./customer-state.ts";
import { refused, unchanged, type DeskContext, type Timed } from "./decision.ts";

export interface CustomerContext extends DeskContext {
  /** For `mergeCustomer`: the customer named by `into`. Default: unknown. */
  readonly other?: CustomerState;
  /** Whoever the customer's merges lead to in the end, or those of the one named by `into`. Default: the first step. */
  readonly standing?: string;
  /** For an erasure and its completion: the first ticket of this customer that is held. Default: none is. */
  readonly heldTicket?: string | undefined;
  /** For `completeErasure`: all customers who are this person. Default: nobody else is. */
  readonly samePerson?: readonly string[];
}

type Decided = Decision<CustomerEvent, Refusal>;

export function decide(
  state: CustomerState,
  command: Timed<CustomerCommand>,
  context: CustomerContext,
): Decided {
  const forbidden = checkRights(command, context.policy, context.now);
  if (forbidden !== undefined) return refuse(forbidden);
  if (command.type === "completeErasure") return completeErasure(state, command, context);
  if (state.status === "erased") return refused("CUSTOMER_ERASED");
  if (command.type === "eraseCustomer") {
    const { heldTicket } = context;
    if (heldTicket !== undefined) return refused("LEGAL_HOLD", `It is ${heldTicket}.`);
    return accept({ type: "customerErased", data: command.data });
  }
  if (state.status === "merged") return ofMerged(state, command, context);
  if (command.type === "registerCustomer") {
    return state.status === "unknown" ? register(command.data) : refused("CUSTOMER_EXISTS");
  }
  if (state.status === "unknown") return refused("CUSTOMER_NOT_FOUND");
  return change(state, command, context);
}

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
function completeErasure(
  state: CustomerState,
  { actor, data }: Timed<Extract<CustomerCommand, { type: "completeErasure" }>>,
  { policy, heldTicket, samePerson = [] }: CustomerContext,
): Decided {
  if (state.status !== "erased") {
    const allowed = issuedBy(actor.role, policy, ["eraseCustomer"]);
    return refused("NOT_ALLOWED_NOW", "The customer is not erased.", { allowed });
  }
  if (heldTicket !== undefined) return refused("LEGAL_HOLD", `It is ${heldTicket}.`);
  // Their keys are destroyed with it: of anybody else that would be an erasure which nobody had the right to.
  const stranger = data.also?.find((customerId) => !samePerson.includes(customerId));
  if (stranger === undefined) return accept({ type: "erasureCompleted", data });
  const detail = `\`${stranger}\` is not known to be the same person.`;
  return refused("INVALID_FIELD", detail, { field: "data.also", allowed: samePerson });
}

/**
 * An identity that was brought along wrongly can be taken away, and a no to surveys taken back; all else is said of the
 * customer they were merged into. Who is led back to themselves by their merges was merged into others and they into them at
 * once, and is the one who stays.
 */
function ofMerged(
  state: Merged,
  command: Timed<CustomerCommand>,
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
  return refused("CUSTOMER_MERGED", undefined, { allowed: [standing] });
}

type Change = Exclude<
  Timed<CustomerCommand>,
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
    return refused("INVALID_FIELD", detail, { field: "data.into" });
  }
  switch (other.status) {
    case "unknown":
      return refused("CUSTOMER_NOT_FOUND", `\`${into}\`.`, { field: "data.into" });
    case "merged": {
      const stands = standing ?? other.into;
      if (stands !== command.customerId) {
        return refused("CUSTOMER_MERGED", `\`${into}\`.`, { allowed: [stands] });
      }
      return refused("CUSTOMER_MERGED", `\`${into}\`, into this one.`);
    }
    case "erased":
      return refused("CUSTOMER_ERASED", `\`${into}\`.`, { field: "data.into" });
    case "registered":
      return accept({ type: "customerMerged", data: { into } });
    default:
      return other satisfies never;
  }
}

const has = (state: Registered | Merged, identity: CustomerIdentity): boolean =>
  state.identities.some((known) => isSame(known, identity));

const isKept = (present: Preferences, asked: Preferences): boolean =>
  (asked.channel ?? present.channel) === present.channel &&
  (asked.language ?? present.language) === present.language &&
  (asked.surveys ?? present.surveys) === present.surveys;
