import type { RecordedEvent } from "@docket/event-sourcing";
import { factOf } from "@docket/read-models";
import type { TicketEvent } from "@docket/schemas";
import {
  DAY,
  readClock,
  targetNames,
  ticketClocks,
  type Fact,
  type FactOf,
  type FactType,
} from "@docket/service-levels";
import { sampleLevels as policy } from "./sample-levels.ts";

const WEEK = 7 * DAY;

/** How often the histories hold what each clock and each KPI is made of. */
export function measured(
  histories: ReadonlyMap<string, readonly RecordedEvent<TicketEvent>[]>,
  now: number,
): Readonly<Record<string, number>> {
  const counts: Record<string, number> = Object.fromEntries(expected.map((what) => [what, 0]));
  const count = (what: string, by: number | boolean = 1) => {
    counts[what] = (counts[what] ?? 0) + Number(by);
  };
  const sessions: Fact[] = [];
  for (const history of histories.values()) {
    const facts = history.flatMap((event) => factOf(event) ?? []);
    countClocks(facts, now, count);
    countContacts(facts, count);
    countOpinions(facts, count);
    countReturns(facts, count);
    count("promised instant", opening(facts)?.targets.closure !== undefined);
    if (opening(facts)?.channel === "chat") sessions.push(...facts);
  }
  count("three chats of one agent at once", mostAtOnce(sessions) >= 3);
  return counts;
}

type Count = (what: string, by?: number | boolean) => void;

const expected = [
  ...targetNames.flatMap((target) => [`met ${target}`, `breached ${target}`]),
  "open clock",
  "clock cancelled by a merge",
  "priority raised in mid-clock",
  ...["phone", "chat"].flatMap((channel) => [`${channel} answered`, `${channel} abandoned`]),
  "held",
  "wrapped up",
  "resolved with an article",
  "answered twice within a week",
  "answered again after a week",
  "promoter",
  "passive",
  "detractor",
  "reopened within a week",
  "reopened after a week",
];

function countClocks(facts: readonly Fact[], now: number, count: Count): void {
  for (const { target, course, steps } of ticketClocks(facts, policy)) {
    const { state } = readClock(course, now);
    if (state === "met" || state === "breached") count(`${state} ${target}`);
    count("open clock", state === "running" || state === "paused");
    const { outcome } = course;
    count(
      "clock cancelled by a merge",
      outcome?.state === "cancelled" && outcome.reason === "merged",
    );
    const raised = steps.some(
      ({ fact, event }) => event.type === "retargeted" && raises(facts, fact),
    );
    count("priority raised in mid-clock", raised);
  }
}

function raises(facts: readonly Fact[], place: number): boolean {
  const fact = facts[place];
  const before = of(facts.slice(0, place), "priorityChanged").at(-1)?.priority;
  return fact?.type === "priorityChanged" && before !== undefined && fact.priority < before;
}

function countContacts(facts: readonly Fact[], count: Count): void {
  const channels = new Map(
    of(facts, "contactQueued").map((one) => [one.interactionId, one.channel]),
  );
  for (const fact of facts) {
    if (fact.type === "contactAnswered") count(`${channels.get(fact.interactionId)} answered`);
    if (fact.type === "contactAbandoned") count(`${channels.get(fact.interactionId)} abandoned`);
    count("held", fact.type === "handlingHeld");
    count("wrapped up", fact.type === "wrapUpStarted");
    count("resolved with an article", fact.type === "resolved" && fact.articles.length > 0);
  }
}

function countOpinions(facts: readonly Fact[], count: Count): void {
  const [first, ...others] = of(facts, "surveyAnswered").filter(({ csat }) => csat !== null);
  if (first !== undefined) {
    count(
      "answered twice within a week",
      others.some(({ at }) => at <= first.at + WEEK),
    );
    count(
      "answered again after a week",
      others.some(({ at }) => at > first.at + WEEK),
    );
  }
  for (const { nps } of of(facts, "surveyAnswered")) {
    if (nps !== null) count(nps >= 9 ? "promoter" : nps >= 7 ? "passive" : "detractor");
  }
}

function countReturns(facts: readonly Fact[], count: Count): void {
  const [resolution] = of(facts, "resolved");
  const reopening = facts.find(({ type }) => type === "reopened");
  if (resolution === undefined || reopening === undefined) return;
  const within = reopening.at <= resolution.at + WEEK;
  count(within ? "reopened within a week" : "reopened after a week");
}

/** The most handling sessions that one agent had open at the same moment. */
function mostAtOnce(facts: readonly Fact[]): number {
  const agents = new Map(of(facts, "handlingStarted").map((one) => [one.sessionId, one.agent]));
  const moments = facts
    .flatMap((fact) =>
      fact.type === "handlingStarted" || fact.type === "handlingEnded" ? [fact] : [],
    )
    .toSorted((one, other) => one.at - other.at);
  const busy = new Map<string | undefined, number>();
  let most = 0;
  for (const { type, sessionId } of moments) {
    const agent = agents.get(sessionId);
    const now = (busy.get(agent) ?? 0) + (type === "handlingStarted" ? 1 : -1);
    busy.set(agent, now);
    most = Math.max(most, now);
  }
  return most;
}

const opening = (facts: readonly Fact[]) => of(facts, "opened").at(0);
const of = <Type extends FactType>(facts: readonly Fact[], type: Type): readonly FactOf<Type>[] =>
  facts.filter((fact): fact is FactOf<Type> => fact.type === type);
