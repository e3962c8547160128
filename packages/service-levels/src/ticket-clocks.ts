import type { Wait } from "./clock-history.ts";
import type { Fact, FactOf } from "./fact.ts";
import type { EpochMs } from "./instant.ts";
import type { TargetName } from "./policy-document.ts";
import type { Policy } from "./policy.ts";
import { ruleBookOf, type RuleBook } from "./rule-book.ts";
import { attributesAfter, type GroupingAttributes } from "./ticket-attributes.ts";
import {
  cancel,
  clockOf,
  drop,
  engage,
  hold,
  rematch,
  runOn,
  stop,
  unmerge,
  type ClockDraft,
  type TicketClock,
} from "./ticket-clock.ts";

/** Targets that start with the ticket, once each. */
const FROM_RECEIPT = [
  "registration",
  "acknowledgement",
  "firstResponse",
  "firstResponseAny",
  "firstResolution",
  "totalResolution",
  "closure",
] as const satisfies readonly TargetName[];

/** What a resolution stops, and a closing without one cancels. */
const RESOLVING: ReadonlySet<TargetName> = new Set([
  "nextResponse",
  "progressUpdate",
  "firstResolution",
  "totalResolution",
]);
const RUN_ON: ReadonlySet<TargetName> = new Set(["totalResolution", "closure"]);

interface WaitChange {
  readonly wait: Wait | null;
  readonly at: EpochMs;
  readonly place: number;
}

/** What is known of a ticket while its facts are gone through. */
interface Ticket {
  readonly book: RuleBook;
  readonly opening: FactOf<"opened">;
  readonly drafts: ClockDraft[];
  attributes: GroupingAttributes;
  /** When it began to wait for somebody, or for nobody any more, in the order in which that was recorded. */
  readonly waits: WaitChange[];
  /** How it ended, until it is reopened. What was resolved stays so when it is closed. */
  ended: "resolved" | "unresolved" | null;
}

/**
 * All clocks of a ticket under a policy, in the order in which they started: rules T1 to T15 of `How a clock is judged`. The
 * facts end where one looks: leave out what has not happened by `now` (`factsBy`). None without an opening among them.
 */
export const ticketClocks = (facts: readonly Fact[], policy: Policy): readonly TicketClock[] => {
  let ticket: Ticket | null = null;
  for (const [place, fact] of facts.entries()) {
    if (ticket !== null) apply(ticket, fact, place);
    else if (fact.type === "opened") ticket = received(fact, policy, place);
  }
  return ticket === null ? [] : ticket.drafts.map(clockOf).filter((clock) => clock !== null);
};

const received = (opening: FactOf<"opened">, policy: Policy, place: number): Ticket => {
  const attributes = attributesAfter(null, opening);
  if (attributes === null) throw new Error("an opening gives a ticket its attributes");
  const book = ruleBookOf(policy);
  const ticket = { book, opening, drafts: [], attributes, waits: [], ended: null };
  for (const target of FROM_RECEIPT) start(ticket, target, opening.at, place);
  return ticket;
};

const apply = (ticket: Ticket, fact: Fact, place: number): void => {
  const { at } = fact;
  switch (fact.type) {
    case "acknowledged":
      return stopAll(ticket, "acknowledgement", at, place);
    case "replied":
      return replied(ticket, fact, place);
    case "updateGiven":
      return informed(ticket, at, place);
    case "messageReceived":
      return asked(ticket, at, place);
    case "noReplyNeededMarked":
      return stopAll(ticket, "nextResponse", at, place);
    case "contactQueued":
      return start(ticket, "speedOfAnswer", at, place, fact);
    case "contactAnswered":
    case "contactAbandoned":
      return taken(ticket, fact, place);
    case "complaintRegistered":
      return stopAll(ticket, "registration", at, place);
    case "channelChanged":
    case "categorised":
    case "priorityChanged":
    case "assigned":
    case "reclassified":
      return changed(ticket, fact, place);
    case "customerAwaited":
      return waits(ticket, "customer", at, place);
    case "thirdPartyAwaited":
      return waits(ticket, "thirdParty", at, place);
    case "resumed":
      return waits(ticket, null, at, place);
    case "resolved":
      return resolved(ticket, at, place);
    case "closed":
      return closed(ticket, at, place);
    case "reopened":
      return reopened(ticket, at, place);
    case "withdrawn":
      waits(ticket, null, at, place);
      ticket.ended = "unresolved";
      for (const draft of ticket.drafts) cancel(draft, at, "withdrawn", place);
      return;
    case "merged":
      for (const draft of ticket.drafts) cancel(draft, at, "merged", place);
      return;
    case "unmerged":
      return unmerged(ticket, at, place);
    case "opened":
    case "clarificationAnswered":
    case "customerIdentified":
    case "handlingStarted":
    case "handlingHeld":
    case "handlingContinued":
    case "wrapUpStarted":
    case "handlingEnded":
    case "surveyInvited":
    case "surveyAnswered":
      return;
    default:
      fact satisfies never;
  }
};

/** The channel of an interaction is its own, whatever the ticket's is. */
interface Interaction {
  readonly interactionId: string;
  readonly channel: string;
}

const start = (
  ticket: Ticket,
  target: TargetName,
  at: EpochMs,
  place: number,
  interaction: Interaction | null = null,
): void => {
  const draft: ClockDraft = {
    target,
    instance: ticket.drafts.filter((other) => other.target === target).length + 1,
    interactionId: interaction?.interactionId ?? null,
    channel: interaction?.channel ?? null,
    startedAt: at,
    startedBy: place,
    steps: [],
    course: null,
    rule: null,
    trace: [],
    stopped: false,
    cancelled: null,
    unmatched: false,
  };
  ticket.drafts.push(draft);
  bind(ticket, draft, at, place);
  for (const change of waitsSince(ticket, at)) {
    hold(draft, change.wait, Math.max(change.at, at), change.place);
  }
};

/** The wait that it is in, and those recorded before that lie later than what is recorded late. */
const waitsSince = ({ waits: all }: Ticket, at: EpochMs): readonly WaitChange[] => {
  const later = all.findIndex((change) => change.at > at);
  const since = all.slice(Math.max(0, (later === -1 ? all.length : later) - 1));
  return since[0]?.wait === null ? since.slice(1) : since;
};

/** Holds a clock to what was promised from outside, or else to the rule that matches now. */
const bind = (ticket: Ticket, draft: ClockDraft, at: EpochMs, place: number): void => {
  const { book, opening, attributes } = ticket;
  const promised = opening.targets[draft.target];
  if (promised === undefined) {
    const seen = draft.channel === null ? attributes : { ...attributes, channel: draft.channel };
    rematch(draft, book, book.match(draft.target, seen), at, place);
  } else if (draft.course === null && book.applies(draft.target, attributes)) {
    engage(draft, { terms: book.promised(promised), rule: null, trace: [] }, at, place);
  }
};

/** The clock of a target that is neither stopped nor cancelled; of those that come one at a time, the latest. */
const current = (ticket: Ticket, target: TargetName): ClockDraft | undefined =>
  ticket.drafts.findLast(
    (draft) => draft.target === target && !draft.stopped && draft.cancelled === null,
  );

const stopAll = (ticket: Ticket, target: TargetName, at: EpochMs, place: number): void => {
  for (const draft of ticket.drafts) if (draft.target === target) stop(draft, at, place);
};

const replied = (ticket: Ticket, { at, automatic }: FactOf<"replied">, place: number): void => {
  stopAll(ticket, "firstResponseAny", at, place);
  if (!automatic) {
    stopAll(ticket, "firstResponse", at, place);
    stopAll(ticket, "nextResponse", at, place);
  }
  informed(ticket, at, place);
};

const asked = (ticket: Ticket, at: EpochMs, place: number): void => {
  if (current(ticket, "nextResponse") !== undefined) return;
  for (const draft of ticket.drafts) {
    if (draft.target === "nextResponse") drop(draft, "another message came");
  }
  start(ticket, "nextResponse", at, place);
};

const informed = (ticket: Ticket, at: EpochMs, place: number): void => {
  stopAll(ticket, "progressUpdate", at, place);
  if (ticket.ended === null) start(ticket, "progressUpdate", at, place);
};

const taken = (
  ticket: Ticket,
  { type, at, interactionId }: FactOf<"contactAnswered" | "contactAbandoned">,
  place: number,
): void => {
  for (const draft of ticket.drafts) {
    if (draft.interactionId !== interactionId) continue;
    if (type === "contactAnswered") stop(draft, at, place);
    else {
      drop(draft, "abandoned");
      cancel(draft, at, "abandoned", place);
    }
  }
};

const changed = (ticket: Ticket, fact: Fact, place: number): void => {
  const attributes = attributesAfter(ticket.attributes, fact);
  if (attributes === null || attributes === ticket.attributes) return;
  ticket.attributes = attributes;
  for (const draft of ticket.drafts) bind(ticket, draft, fact.at, place);
};

const waits = (ticket: Ticket, wait: Wait | null, at: EpochMs, place: number): void => {
  if (wait === (ticket.waits.at(-1)?.wait ?? null)) return;
  ticket.waits.push({ wait, at, place });
  for (const draft of ticket.drafts) hold(draft, wait, at, place);
};

const resolved = (ticket: Ticket, at: EpochMs, place: number): void => {
  waits(ticket, null, at, place);
  ticket.ended = "resolved";
  for (const draft of ticket.drafts) if (RESOLVING.has(draft.target)) stop(draft, at, place);
};

const closed = (ticket: Ticket, at: EpochMs, place: number): void => {
  waits(ticket, null, at, place);
  if (ticket.ended !== "resolved") closedUnresolved(ticket, at, place);
  stopAll(ticket, "closure", at, place);
};

const closedUnresolved = (ticket: Ticket, at: EpochMs, place: number): void => {
  ticket.ended = "unresolved";
  for (const draft of ticket.drafts) {
    if (RESOLVING.has(draft.target)) cancel(draft, at, "closed without a resolution", place);
  }
};

const reopened = (ticket: Ticket, at: EpochMs, place: number): void => {
  waits(ticket, null, at, place);
  ticket.ended = null;
  for (const draft of ticket.drafts) {
    runOn(draft, RUN_ON.has(draft.target), at, place);
    bind(ticket, draft, at, place);
  }
};

/** What changed meanwhile passed by the clocks that the merge had cancelled. */
const unmerged = (ticket: Ticket, at: EpochMs, place: number): void => {
  for (const draft of ticket.drafts) {
    if (draft.cancelled !== "merged") continue;
    unmerge(draft);
    bind(ticket, draft, at, place);
  }
};
