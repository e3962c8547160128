import {
  attributesOf,
  sessionsOf,
  sharingAgents,
  type HandlingSessionRow,
  type KpiTables,
} from "@docket/read-models";
import { compareTexts, handledInteractions, isIn, type KpiQuestion } from "@docket/reporting";
import { handledAlone, type Contribution } from "@docket/service-levels";
import type { CalendarOf } from "./calendars-of.ts";
import { plain } from "./plain-contribution.ts";

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
  if (agents.size === 0) return { alone: [], shared: [] };
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

const sessionIn = (row: HandlingSessionRow) => {
  const { ticketId, place, interaction: interactionId, startedAt, endedAt, policyVersion } = row;
  const from = Date.parse(startedAt);
  const to = endedAt === null ? null : Date.parse(endedAt);
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
