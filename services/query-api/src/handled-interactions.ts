import { scanHandled, type Handled, type KpiTables } from "@docket/read-models";
import { handledInteractions, isIn, type KpiQuestion } from "@docket/reporting";
import { openBetween, type Calendar, type Contribution } from "@docket/service-levels";
import { compareTexts, plain } from "./plain-contribution.ts";

export type CalendarOf = (policyVersion: string) => Calendar | null;

interface AgentSession {
  readonly agent: string;
  readonly session: Handled;
}

/** Each agent's share of each handled interaction; those of one interaction stand together. */
export async function* handledInteractionsOf(
  store: KpiTables,
  { now, period }: KpiQuestion,
  calendarOf: CalendarOf,
): AsyncGenerator<Contribution> {
  const shared: AgentSession[] = [];
  for await (const sessions of agents(store)) {
    for (const one of alone(sessions, shared)) {
      const [, , , , from, to, , , policyVersion] = one.session;
      if (to === null || !isIn(period, to)) continue;
      const calendar = calendarOf(policyVersion);
      const businessMs = calendar && openBetween(calendar, from, to);
      yield { ...contributionOf(one), at: to, valueMs: to - from, businessMs };
    }
  }
  const interactions = handledInteractions(now, (at) => isIn(period, at));
  // Of a ticket's sessions, the first says to which team the interaction is credited.
  shared.sort(
    ({ session: one }, { session: other }) => compareTexts(one[0], other[0]) || one[2] - other[2],
  );
  for (const one of shared) {
    const [ticketId, interactionId, , , from, to, , team, policyVersion] = one.session;
    const session = { interactionId, agent: one.agent, team, from, to };
    const handled = [{ session, contribution: contributionOf(one) }];
    interactions.add({ ticketId, calendar: calendarOf(policyVersion) }, handled);
  }
  yield* interactions.finish();
}

const contributionOf = ({ agent, session }: AgentSession): Contribution => {
  const [ticketId, subject, , , at, , channel, team] = session;
  const figure = "averageHandlingTime";
  return plain({ figure, ticketId, at, subject }, { channel, team, agent });
};

/** All sessions of an agent after those of another, in the order in which they began. */
async function* agents(store: KpiTables): AsyncGenerator<readonly AgentSession[]> {
  let sessions: AgentSession[] = [];
  for await (const { agent, handled } of scanHandled(store)) {
    if (sessions[0] !== undefined && sessions[0].agent !== agent) {
      yield sessions.toSorted(byBeginning);
      sessions = [];
    }
    for (const session of handled) sessions.push({ agent, session });
  }
  yield sessions.toSorted(byBeginning);
}

const byBeginning = ({ session: one }: AgentSession, { session: other }: AgentSession): number =>
  one[4] - other[4];

/** Sessions that share no time with another and are all that their interaction has; the others go to `shared`. */
function* alone(
  sessions: readonly AgentSession[],
  shared: AgentSession[],
): Generator<AgentSession> {
  let busyUntil = -Infinity;
  for (const [place, one] of sessions.entries()) {
    const [, , , sessionsOfTicket, from, to] = one.session;
    const next = sessions[place + 1]?.session[4] ?? Infinity;
    const isAlone = sessionsOfTicket === 1 && to !== null && from >= busyUntil && to <= next;
    busyUntil = Math.max(busyUntil, to ?? Infinity);
    if (isAlone) yield one;
    else shared.push(one);
  }
}
