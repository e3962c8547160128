import type { Instant } from "@docket/event-sourcing";
import type {
  Aspect,
  Channel,
  ClosingOutcome,
  Impact,
  Kind,
  Level,
  TicketEvent,
  Tier,
  Urgency,
} from "@docket/schemas";
import type { ChartPosition } from "./brands.ts";

/** What a ticket's events made of it. Plain data, without any text that a person wrote: those stay in the events. */
export type TicketState = Absent | Ticket;

/** Nothing was opened here. */
export interface Absent {
  readonly position: null;
}
export const absent: Absent = { position: null };

/** Nothing of it may be erased (D6). */
export const isHeld = (state: TicketState): boolean =>
  state.position !== null && state.legalHolds > 0;

export interface Ticket extends Intake, Routing, Progress, Work, Complaint, Outcome, Relations {
  /** In the chart of its kind. */
  readonly position: ChartPosition;
  /** Of the last event. */
  readonly revision: number;
  readonly lastOccurredAt: Instant;
}

interface Intake {
  readonly kind: Kind;
  readonly channel: Channel;
  readonly customerId: string | null;
  readonly externalId: string | null;
  readonly language: string | null;
  readonly tier: Tier | null;
  /** Pinned when the ticket was opened (D19). */
  readonly policy: { readonly name: string; readonly version: number };
  readonly openedAt: Instant;
  /** Of what its clocks pass nobody is told. */
  readonly isHistory: boolean;
}

interface Routing {
  readonly impact: Impact | null;
  readonly urgency: Urgency | null;
  /** 1 is the highest. */
  readonly priority: number | null;
  readonly category: string | null;
  readonly subcategory: string | null;
  readonly symptom: string | null;
  readonly team: string | null;
  readonly agent: string | null;
  /** Outlives unassigning: a transfer is an assignment to a team other than this one. */
  readonly lastTeam: string | null;
  readonly level: Level;
  readonly assignmentCount: number;
  readonly transferCount: number;
}

interface Progress {
  /** The resolution cycle, 1 until the first reopening. */
  readonly cycle: number;
  readonly reopenCount: number;
  readonly waitCount: number;
  readonly waitingSince: Instant | null;
  /** The third party that is waited for. */
  readonly awaitedParty: string | null;
  readonly acknowledgedInCycle: boolean;
  readonly acknowledgedAt: Instant | null;
  /** The first reply by a person. */
  readonly firstRespondedAt: Instant | null;
  readonly firstResolvedAt: Instant | null;
  readonly lastResolvedAt: Instant | null;
  /** Null while the ticket is not closed. */
  readonly closedAt: Instant | null;
  /** The last closing or withdrawal, kept after a reopening; merging is neither. */
  readonly lastClosedAt: Instant | null;
}

export interface Session {
  readonly sessionId: string;
  readonly status: "active" | "held" | "wrapUp" | "ended";
}
export interface Interaction {
  readonly interactionId: string;
  readonly status: "queued" | "answered" | "abandoned";
}
export interface Question {
  readonly questionId: string;
  readonly answered: boolean;
}

interface Work {
  /** The opening contact and every message of the customer since. */
  readonly inboundContacts: number;
  /** Messages of the customer since the last reply by a person. */
  readonly unansweredMessages: number;
  readonly questions: readonly Question[];
  readonly interactions: readonly Interaction[];
  readonly sessions: readonly Session[];
  /** The completion last promised to the customer (D12). */
  readonly expectedAt: string | null;
}

interface Complaint {
  readonly aspect: Aspect | null;
  readonly registered: boolean;
  /** The names of the fields that are filled. */
  readonly formFields: readonly string[];
  readonly attempts: number;
  /** The findings ask for a review that has not been completed. */
  readonly reviewPending: boolean;
  /** It was passed to management, and no corrective action has been verified since, whatever the cycle. */
  readonly verificationPending: boolean;
  readonly retentionUntil: string | null;
  /** How many matters hold it; it is under legal hold while there is one. */
  readonly legalHolds: number;
}

type RedressRequested = Extract<TicketEvent, { type: "redressRequested" }>["data"];
export interface Redress {
  readonly redressId: string;
  readonly redressType: RedressRequested["redressType"];
  readonly value: RedressRequested["value"];
  readonly status: "requested" | "approved" | "declined" | "granted";
}
export interface Survey {
  readonly surveyId: string;
  readonly cycle: number;
  /** Who had the ticket when it was resolved: the answers are credited to them. */
  readonly team: string | null;
  readonly agent: string | null;
}

interface Outcome {
  /** A proposed solution awaits the customer's answer. */
  readonly proposalOpen: boolean;
  /** In this cycle the customer has said to be satisfied. Another proposal or a reclassification takes that back. */
  readonly satisfied: boolean;
  readonly redresses: readonly Redress[];
  readonly resolvedTeam: string | null;
  readonly resolvedAgent: string | null;
  readonly surveys: readonly Survey[];
  /** Null while the ticket is not closed. */
  readonly outcome: ClosingOutcome | "withdrawn" | null;
}

type Linked = Extract<TicketEvent, { type: "linked" }>["data"];

interface Relations {
  readonly follows: string | null;
  readonly splitFrom: string | null;
  readonly links: readonly Linked[];
  readonly children: readonly string[];
  readonly mergedInto: string | null;
  readonly absorbed: readonly string[];
  /** Which fields of which revisions were corrected; the corrected values stand in the events. */
  readonly corrections: readonly { readonly revision: number; readonly field: string }[];
}
