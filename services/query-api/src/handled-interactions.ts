import {
  attributesOf,
  scanHandling,
  sessionsOf,
  type HandlingSessionRow,
  type KpiTables,
} from "@docket/read-models";
import { handledInteractions, isIn, type KpiQuestion } from "@docket/reporting";
import { handledAlone, parseInstant, type Contribution } from "@docket/service-levels";
import type { CalendarOf } from "./across-tickets.ts";
import { compareTexts, plain } from "./plain-contribution.ts";

/** What is wrong in rollups of agents who shared their time between interactions, or an interaction with others. */
export interface HandledInteractions {
  /** As they were added up, as if each agent had done nothing else meanwhile. */
  readonly alone: readonly Contribution[];
  /** As they are: each agent's share of each interaction. Those of one interaction stand together. */
  readonly shared: readonly Contribution[];
}

export async function handledInteractionsOf(
  store: KpiTables,
  { now, period }: KpiQuestion,
  calendarOf: CalendarOf,
): Promise<HandledInteractions> {
  const agents = await sharingAgents(store);
  if (agents.length === 0) return { alone: [], shared: [] };
  const sessions = (await sessionsOf(store, agents)).map(sessionIn);
  // Of a ticket's sessions, the first says to whom an interaction is credited.
  sessions.sort(
    (one, other) => compareTexts(one.ticketId, other.ticketId) || one.place - other.place,
  );
  const interactions = handledInteractions(now, (at) => isIn(period, at));
  for (const { ticketId, policyVersion, session, contribution } of sessions) {
    const ticket = { ticketId, calendar: calendarOf(policyVersion) };
    interactions.add(ticket, [{ session, contribution }]);
  }
  return {
    alone: aloneIn(sessions, calendarOf).filter(({ at }) => isIn(period, at)),
    shared: [...interactions.finish()],
  };
}

/** Who ever had two sessions at once, has one that goes on, or shared an interaction. */
async function sharingAgents(store: KpiTables): Promise<readonly string[]> {
  const sharing: string[] = [];
  let spans: { readonly from: number; readonly to: number | null }[] = [];
  let shared = 0;
  let agent: string | undefined;
  const end = (): void => {
    if (agent !== undefined && (shared > 0 || overlaps(spans))) sharing.push(agent);
  };
  for await (const month of scanHandling(store)) {
    if (month.agent !== agent) {
      end();
      [agent, spans, shared] = [month.agent, [], 0];
    }
    spans.push(...month.spans);
    shared += month.shared;
  }
  end();
  return sharing;
}

function overlaps(
  spans: readonly { readonly from: number; readonly to: number | null }[],
): boolean {
  let busyUntil = -Infinity;
  for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
    if (to === null || from < busyUntil) return true;
    busyUntil = to;
  }
  return false;
}

const sessionIn = (row: HandlingSessionRow) => {
  const { ticketId, place, interaction: interactionId, startedAt, endedAt, policyVersion } = row;
  const from = parseInstant(startedAt) ?? 0;
  const to = endedAt === null ? null : parseInstant(endedAt);
  const session = { interactionId, agent: row.agent ?? "", team: row.team, from, to };
  const contribution = plain(
    { figure: "averageHandlingTime", ticketId, attributes: attributesOf(row) },
    { at: from, subject: interactionId },
  );
  return { ticketId, place, policyVersion, session, contribution };
};
type Session = ReturnType<typeof sessionIn>;

/** An interaction of theirs is here with all its sessions: one that others took part in makes them share it too. */
const aloneIn = (sessions: readonly Session[], calendarOf: CalendarOf): readonly Contribution[] => {
  const interactions = Map.groupBy(sessions, ({ ticketId, session }) =>
    JSON.stringify([ticketId, session.interactionId]),
  );
  return [...interactions.values()].flatMap((together) => {
    const [first] = together;
    if (first === undefined) return [];
    const alone = handledAlone(
      together.map(({ session }) => session),
      calendarOf(first.policyVersion),
    );
    return alone === null
      ? []
      : [{ ...first.contribution, ...alone, counted: false, countedInGroup: false }];
  });
};
