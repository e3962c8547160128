import type { EpochMs } from "./instant.ts";
import type { TargetName } from "./policy-document.ts";

/**
 * What a ticket's history says that a clock or a KPI looks at, named as the event that said it. Nothing in it is personal.
 * A ticket's facts stand in the order of its stream; `at` is when it occurred, and may jump back.
 */
export type Fact = { readonly at: EpochMs } & (
  | Opening
  | { readonly type: "acknowledged"; readonly automatic: boolean }
  | { readonly type: "customerIdentified"; readonly customerId: string }
  | { readonly type: "channelChanged"; readonly channel: string }
  | { readonly type: "messageReceived" | "clarificationAnswered" }
  | { readonly type: "noReplyNeededMarked" | "updateGiven" }
  | { readonly type: "replied"; readonly automatic: boolean }
  | { readonly type: "contactQueued"; readonly interactionId: string; readonly channel: string }
  | { readonly type: "contactAnswered" | "contactAbandoned"; readonly interactionId: string }
  | HandlingStart
  | { readonly type: HandlingStep; readonly sessionId: string }
  | { readonly type: "categorised"; readonly category: string | null }
  | { readonly type: "priorityChanged"; readonly priority: number }
  | Assignment
  | { readonly type: "customerAwaited" | "thirdPartyAwaited" | "resumed" }
  | { readonly type: "complaintRegistered" | "reclassified" }
  | { readonly type: "resolved"; readonly articles: readonly string[] }
  | { readonly type: "reopened" | "withdrawn" | "unmerged" }
  | { readonly type: "merged"; readonly into: string }
  | { readonly type: "surveyInvited"; readonly surveyId: string }
  | SurveyAnswer
  | { readonly type: "closed"; readonly outcome: string }
);
export type FactType = Fact["type"];
export type FactOf<Type extends FactType> = Extract<Fact, { readonly type: Type }>;

interface Opening {
  readonly type: "opened";
  readonly kind: string;
  readonly channel: string;
  readonly externalId: string | null;
  readonly customerId: string | null;
  readonly language: string | null;
  readonly tier: string | null;
  readonly priority: number | null;
  /** The desk policy the ticket is bound to. */
  readonly policy: { readonly name: string; readonly version: number };
  /** Instants that were promised from outside. */
  readonly targets: { readonly [Target in TargetName]?: EpochMs };
  /** It was recorded as history: nobody is told of what its clocks pass. */
  readonly history?: true;
}

type HandlingStep = "handlingHeld" | "handlingContinued" | "wrapUpStarted" | "handlingEnded";
interface HandlingStart {
  readonly type: "handlingStarted";
  readonly sessionId: string;
  readonly agent: string;
  readonly interactionId: string | null;
}

interface Assignment {
  readonly type: "assigned";
  /** Both null: given back. */
  readonly team: string | null;
  readonly agent: string | null;
  /** To a team other than the last known one. */
  readonly transfer: boolean;
}

interface SurveyAnswer {
  readonly type: "surveyAnswered";
  readonly surveyId: string;
  readonly csat: number | null;
  readonly nps: number | null;
  /** Who had the ticket when it was resolved. */
  readonly team: string | null;
  readonly agent: string | null;
}

/** All facts of one ticket, the opening first. */
export interface TicketFacts {
  readonly ticketId: string;
  readonly facts: readonly Fact[];
}

/** Facts as a text that grows at its end: one JSON object per line. */
export const factLine = (fact: Fact): string => JSON.stringify(fact);

/** The facts in lines that `factLine` made. */
export function factsIn(lines: string): readonly Fact[] {
  // One parse of a whole list is several times as fast as one of each line.
  const facts: unknown = JSON.parse(`[${lines.replaceAll("\n", ",")}]`);
  return areFacts(facts) ? facts : [];
}

/** Only `factLine` ever wrote them. */
const areFacts = (value: unknown): value is readonly Fact[] => Array.isArray(value);

/** What has occurred by `now`: nothing after it has happened yet. */
export const factsBy = (facts: readonly Fact[], now: EpochMs): readonly Fact[] =>
  facts.every(({ at }) => at <= now) ? facts : facts.filter(({ at }) => at <= now);
