import type { ReadModelStore, RecordedEvent } from "@docket/event-sourcing";
import type { TicketEvent } from "@docket/schemas";
import {
  factLine,
  factsIn,
  type Fact,
  type TargetName,
  type TicketFacts,
} from "@docket/service-levels";
import { alarmTold } from "./alarms.ts";
import { idOfStream, isTicketEvent, NO_ROWS, readModel, scanRows, type TableOf } from "./model.ts";

/** What all clocks and KPIs of a ticket follow from, under whatever policy and at whatever instant one asks. */
export type FactsRow = {
  readonly ticketId: string;
  /** One fact per line, in the order of the stream. */
  readonly facts: string;
  /** What was told of the ticket's clocks, one name of a threshold per line, sorted: streams come in any order. */
  readonly alarms: string;
};

export const factsTable: TableOf<FactsRow> = {
  name: "facts",
  version: 3,
  columns: { ticketId: "text", facts: "text", alarms: "text" },
  key: ["ticketId"],
  indexes: [],
};

/** What no clock and no KPI looks at. */
const SILENT = [
  "clarificationAsked",
  "noteAdded",
  "escalated",
  "deescalated",
  "complaintFormFilled",
  "solutionAttempted",
  "passedToManagement",
  "investigationStarted",
  "findingsRecorded",
  "reviewCompleted",
  "correctiveActionRecorded",
  "correctiveActionVerified",
  "correctiveActionFailed",
  "retentionSet",
  "legalHoldPlaced",
  "legalHoldReleased",
  "diagnosed",
  "solutionProposed",
  "solutionAccepted",
  "solutionRejected",
  "redressRequested",
  "redressApproved",
  "redressDeclined",
  "redressGranted",
  "followUpRecorded",
  "linked",
  "unlinked",
  "splitOff",
  "absorbed",
  "released",
  "corrected",
  "commandRefused",
  "noEffect",
] as const satisfies readonly TicketEvent["type"][];
const silent: ReadonlySet<string> = new Set(SILENT);

type Telling = Exclude<RecordedEvent<TicketEvent>, { type: (typeof SILENT)[number] }>;
const isTelling = (event: RecordedEvent<TicketEvent>): event is Telling => !silent.has(event.type);

export const facts = readModel<FactsRow>({
  table: factsTable,
  affects(event) {
    const tells = isTicketEvent(event) ? isTelling(event) : alarmTold(event) !== undefined;
    return tells ? [[idOfStream(event)]] : NO_ROWS;
  },
  apply(row, event) {
    const before = row ?? { ticketId: idOfStream(event), facts: "", alarms: "" };
    if (!isTicketEvent(event)) {
      const alarm = alarmTold(event);
      return alarm === undefined ? row : { ...before, alarms: withLine(before.alarms, alarm) };
    }
    const fact = factOf(event);
    if (fact === undefined) return row;
    const line = factLine(fact);
    return { ...before, facts: before.facts === "" ? line : `${before.facts}\n${line}` };
  },
});

const withLine = (sorted: string, line: string): string =>
  [...new Set(sorted === "" ? [line] : [...sorted.split("\n"), line])].toSorted().join("\n");

/** What an event says to clocks and KPIs; `undefined` for nothing. */
export function factOf(event: RecordedEvent<TicketEvent>): Fact | undefined {
  return isTelling(event) ? told(event) : undefined;
}

function told(event: Telling): Fact {
  const at = Date.parse(event.metadata.occurredAt);
  switch (event.type) {
    case "opened":
      return opening(event, at);
    case "acknowledged":
      return { type: event.type, at, automatic: event.data.automatic };
    case "customerIdentified":
      return { type: event.type, at, customerId: event.data.customerId };
    case "channelChanged":
      return { type: event.type, at, channel: event.data.to };
    case "replied":
      return { type: event.type, at, automatic: event.data.automatic };
    case "completionPromised":
    case "delayAnnounced":
    case "progressUpdated":
      return { type: "updateGiven", at };
    case "contactQueued": {
      const { interactionId, channel } = event.data;
      return { type: event.type, at, interactionId, channel };
    }
    case "contactAnswered":
    case "contactAbandoned":
      return { type: event.type, at, interactionId: event.data.interactionId };
    case "handlingStarted": {
      const { sessionId, agent, interactionId = null } = event.data;
      return { type: event.type, at, sessionId, agent, interactionId };
    }
    case "handlingHeld":
    case "handlingContinued":
    case "wrapUpStarted":
    case "handlingEnded":
      return { type: event.type, at, sessionId: event.data.sessionId };
    case "categorised":
      return { type: event.type, at, category: event.data.category };
    case "priorityAssessed":
      return { type: "priorityChanged", at, priority: event.data.priority };
    case "priorityRaised":
    case "priorityLowered":
      return { type: "priorityChanged", at, priority: event.data.to };
    case "assigned": {
      const { team, agent, transfer } = event.data;
      return { type: event.type, at, team, agent, transfer };
    }
    case "unassigned":
      return { type: "assigned", at, team: null, agent: null, transfer: false };
    case "resolved":
      return {
        type: event.type,
        at,
        articles: event.data.articles.map(({ articleId }) => articleId),
      };
    case "merged":
      return { type: event.type, at, into: event.data.into };
    case "surveyInvited":
      return { type: event.type, at, surveyId: event.data.surveyId };
    case "surveyAnswered": {
      const { surveyId, csat = null, nps = null, team, agent } = event.data;
      return { type: event.type, at, surveyId, csat, nps, team, agent };
    }
    case "closed":
      return { type: event.type, at, outcome: event.data.outcome };
    case "messageReceived":
    case "clarificationAnswered":
    case "noReplyNeededMarked":
    case "customerAwaited":
    case "thirdPartyAwaited":
    case "resumed":
    case "complaintRegistered":
    case "reclassified":
    case "reopened":
    case "withdrawn":
    case "unmerged":
      return { type: event.type, at };
    default:
      return event satisfies never;
  }
}

function opening(event: Extract<RecordedEvent<TicketEvent>, { type: "opened" }>, at: number): Fact {
  const { kind, channel, policy, ...known } = event.data;
  return {
    type: "opened",
    at,
    kind,
    channel,
    externalId: known.externalId ?? null,
    customerId: known.customerId ?? null,
    language: known.language ?? null,
    tier: known.tier ?? null,
    priority: known.priority ?? null,
    policy,
    targets: instantsOf(known.targets ?? {}),
    ...(known.history === undefined ? {} : { history: known.history }),
  };
}

const instantsOf = (targets: { readonly [Target in TargetName]?: string | undefined }) =>
  Object.fromEntries(
    Object.entries(targets).flatMap(([target, at]) =>
      at === undefined ? [] : [[target, Date.parse(at)] as const],
    ),
  );

/** The facts of all tickets by their ids, a page at a time. */
export async function* scanFacts(
  store: Pick<ReadModelStore, "scan">,
): AsyncGenerator<readonly TicketFacts[]> {
  for await (const rows of scanRows(store, factsTable)) yield rows.map(ticketFactsOf);
}

export const ticketFactsOf = ({ ticketId, facts: lines }: FactsRow): TicketFacts => ({
  ticketId,
  facts: factsIn(lines),
});
