import type { Channel, Kind, Level, Phase, Tier } from "@docket/schemas";
import type { ChartPosition, Reference, WorkState } from "@docket/ticket";
import type { TableOf } from "./model.ts";

/** A ticket as lists and look-ups show it. Instants are those of the business (`occurredAt`). */
export type TicketRow = {
  readonly ticketId: string;
  readonly reference: Reference;
  readonly externalId: string | null;
  readonly customerId: string | null;
  readonly kind: Kind;
  readonly channel: Channel;
  /** Personal. */
  readonly subject: string | null;
  /** Whose erasure blanks the subject: the first customer known of, `null` before. */
  readonly subjectOf: string | null;
  readonly language: string | null;
  readonly tier: Tier | null;
  readonly phase: Phase;
  readonly state: WorkState;
  readonly position: ChartPosition;
  readonly priority: number | null;
  readonly category: string | null;
  readonly subcategory: string | null;
  readonly symptom: string | null;
  readonly team: string | null;
  readonly agent: string | null;
  /** The last team known of, whoever has the ticket now. */
  readonly lastTeam: string | null;
  readonly level: Level;
  readonly openedAt: string;
  readonly acknowledgedAt: string | null;
  /** The first reply that no machine sent. */
  readonly firstRespondedAt: string | null;
  readonly firstResolvedAt: string | null;
  readonly lastResolvedAt: string | null;
  /** The last entry into the phase `closed`; `null` while the ticket is not closed. */
  readonly closedAt: string | null;
  readonly reopenCount: number;
  readonly transferCount: number;
  readonly assignmentCount: number;
  readonly waitCount: number;
  /** The resolution cycle: 1 until the first reopening. */
  readonly cycle: number;
  /** The opening and every message of the customer's. */
  readonly inboundContacts: number;
  /** How the ticket ended; `null` while it has not. */
  readonly outcome: string | null;
  readonly policyName: string;
  readonly policyVersion: number;
  readonly mergedInto: string | null;
  readonly splitFrom: string | null;
  readonly waitingSince: string | null;
  readonly revision: number;
  /** When the last event occurred. */
  readonly updatedAt: string;
};

export const ticketsTable: TableOf<TicketRow> = {
  name: "tickets",
  version: 1,
  columns: {
    ticketId: "text",
    reference: "text",
    externalId: "text",
    customerId: "text",
    kind: "text",
    channel: "text",
    subject: "text",
    subjectOf: "text",
    language: "text",
    tier: "text",
    phase: "text",
    state: "text",
    position: "text",
    priority: "integer",
    category: "text",
    subcategory: "text",
    symptom: "text",
    team: "text",
    agent: "text",
    lastTeam: "text",
    level: "text",
    openedAt: "text",
    acknowledgedAt: "text",
    firstRespondedAt: "text",
    firstResolvedAt: "text",
    lastResolvedAt: "text",
    closedAt: "text",
    reopenCount: "integer",
    transferCount: "integer",
    assignmentCount: "integer",
    waitCount: "integer",
    cycle: "integer",
    inboundContacts: "integer",
    outcome: "text",
    policyName: "text",
    policyVersion: "integer",
    mergedInto: "text",
    splitFrom: "text",
    waitingSince: "text",
    revision: "integer",
    updatedAt: "text",
  },
  key: ["ticketId"],
  indexes: [["openedAt"], ["reference"], ["externalId"], ["customerId"]],
};
