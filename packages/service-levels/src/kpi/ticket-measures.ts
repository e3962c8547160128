import type { Fact, FactOf } from "../fact.ts";
import type { EpochMs } from "../instant.ts";
import { attributesAfter, isGivenBack, type GroupingAttributes } from "../ticket-attributes.ts";

/** Something that is credited to whoever had the ticket when it happened, or else to who was handling it, of several the latest. */
export interface Credited {
  readonly at: EpochMs;
  readonly team: string | null;
  readonly agent: string | null;
}

export interface Resolution extends Credited {
  /** Ids of the articles it cites. */
  readonly articles: readonly string[];
  readonly reopenedAt: EpochMs | null;
}

/** A stretch of time, `from` ≤ t < `to`. */
export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** What one ticket brings to the KPIs of responses and resolutions. */
export interface TicketMeasures {
  readonly opening: FactOf<"opened">;
  /** At the end of the facts. */
  readonly attributes: GroupingAttributes;
  /** The first that had it. */
  readonly firstTeam: string | null;
  /** The customer, as known at the end of the facts. */
  readonly customerId: string | null;
  /** The first public reply by a person. */
  readonly firstResponse: Credited | null;
  /** The first public reply, a machine's too. */
  readonly firstResponseAny: Credited | null;
  readonly resolutions: readonly Resolution[];
  /** Of whatever it was reopened from. */
  readonly reopenings: number;
  /** How often the customer turned to the desk: the opening, and every message, call and answered clarification after it. */
  readonly inboundContacts: number;
  /** To another team. */
  readonly transfers: number;
  /** By surveys that somebody was invited to: the last resolution before the first invitation. */
  readonly invitedAfter: ReadonlyMap<string, Credited>;
  /** Up to the last resolution, when the ticket neither waited nor was resolved or closed; in order, never overlapping. */
  readonly effort: readonly Span[];
}

type Draft = { -readonly [Part in keyof TicketMeasures]: TicketMeasures[Part] } & {
  resolutions: Resolution[];
  /** When it waited, or was resolved or closed, in the order in which that was recorded. */
  rests: Span[];
  /** Ids of the interactions that were queued. */
  calls: readonly string[];
  /** The sessions of those who handle an interaction of the ticket just now. */
  handled: readonly Handled[];
  /** No agent has it any more. */
  givenBack: boolean;
  /** Since when it waits, or is resolved or closed; null while it is worked on. */
  restingSince: EpochMs | null;
};

type Handled = Pick<FactOf<"handlingStarted">, "sessionId" | "agent">;

/** Folds a ticket's facts, of which those after `now` must have been left out; null without an opening. */
export const ticketMeasures = (facts: readonly Fact[]): TicketMeasures | null => {
  let draft: Draft | null = null;
  for (const fact of facts) {
    if (draft !== null) apply(draft, fact);
    else if (fact.type === "opened") draft = begin(fact);
  }
  return draft;
};

const begin = (opening: FactOf<"opened">): Draft | null => {
  const attributes = attributesAfter(null, opening);
  if (attributes === null) return null;
  return {
    opening,
    attributes,
    firstTeam: null,
    customerId: opening.customerId,
    firstResponse: null,
    firstResponseAny: null,
    resolutions: [],
    reopenings: 0,
    inboundContacts: 1,
    transfers: 0,
    invitedAfter: NO_INVITATIONS,
    effort: [],
    rests: [],
    calls: NONE,
    handled: NONE,
    givenBack: false,
    restingSince: null,
  };
};

/** Most tickets have none. */
const NONE: readonly never[] = [];
const NO_INVITATIONS: TicketMeasures["invitedAfter"] = new Map();

const apply = (draft: Draft, fact: Fact): void => {
  draft.attributes = attributesAfter(draft.attributes, fact) ?? draft.attributes;
  switch (fact.type) {
    case "customerIdentified":
      draft.customerId = fact.customerId;
      return;
    case "messageReceived":
    case "clarificationAnswered":
      draft.inboundContacts += 1;
      return;
    case "contactQueued":
      return called(draft, fact);
    case "assigned":
      draft.givenBack = isGivenBack(fact);
      if (fact.transfer) draft.transfers += 1;
      draft.firstTeam ??= fact.team;
      return;
    case "replied":
      draft.firstResponseAny ??= credited(draft, fact.at);
      if (!fact.automatic) draft.firstResponse ??= credited(draft, fact.at);
      return;
    case "customerAwaited":
    case "thirdPartyAwaited":
    case "closed":
    case "withdrawn":
      return rest(draft, fact.at);
    case "resumed":
      return work(draft, fact.at);
    case "handlingStarted":
      draft.handled = [...draft.handled, fact];
      return;
    case "handlingEnded":
      draft.handled = draft.handled.filter(({ sessionId }) => sessionId !== fact.sessionId);
      return;
    case "surveyInvited":
      return invited(draft, fact.surveyId);
    case "resolved":
      work(draft, fact.at);
      rest(draft, fact.at);
      draft.resolutions.push({
        ...credited(draft, fact.at),
        articles: fact.articles,
        reopenedAt: null,
      });
      draft.effort = workedUpTo(draft, fact.at);
      return;
    case "reopened":
      return reopened(draft, fact.at);
    default:
  }
};

/** A ticket that a call opened is told of it twice: by the opening, and by the first call on its channel. */
const called = (draft: Draft, { interactionId, channel }: FactOf<"contactQueued">): void => {
  const { calls, inboundContacts, opening } = draft;
  if (calls.includes(interactionId)) return;
  const isOpening = calls.length === 0 && inboundContacts === 1 && channel === opening.channel;
  draft.calls = [...calls, interactionId];
  if (!isOpening) draft.inboundContacts += 1;
};

const credited = ({ attributes, givenBack, handled }: Draft, at: EpochMs): Credited => ({
  at,
  team: attributes.team,
  agent: (givenBack ? null : attributes.agent) ?? handled.at(-1)?.agent ?? null,
});

const invited = (draft: Draft, surveyId: string): void => {
  const last = draft.resolutions.at(-1);
  if (last === undefined || draft.invitedAfter.has(surveyId)) return;
  draft.invitedAfter = new Map([...draft.invitedAfter, [surveyId, last]]);
};

const work = (draft: Draft, at: EpochMs): void => {
  const { restingSince: from } = draft;
  if (from !== null && at > from) draft.rests.push({ from, to: at });
  draft.restingSince = null;
};

const rest = (draft: Draft, at: EpochMs): void => void (draft.restingSince ??= at);

/** What is left of the time since the receipt: each rest lies where it was, also when it was recorded after later ones. */
const workedUpTo = ({ opening, rests }: Draft, at: EpochMs): Span[] => {
  const worked: Span[] = [];
  let from = opening.at;
  for (const still of [...rests, { from: at, to: at }].toSorted((a, b) => a.from - b.from)) {
    const to = Math.min(still.from, at);
    if (to > from) worked.push({ from, to });
    from = Math.max(from, still.to);
  }
  return worked;
};

const reopened = (draft: Draft, at: EpochMs): void => {
  work(draft, at);
  draft.reopenings += 1;
  const last = draft.resolutions.pop();
  if (last !== undefined) draft.resolutions.push({ ...last, reopenedAt: last.reopenedAt ?? at });
};
