import { eventFormats } from "@docket/command-api";
import {
  deriveAll,
  memoryBus,
  position,
  type ReadModelStore,
  type Write,
} from "@docket/event-sourcing";
import { createProjectorRole } from "@docket/projector";
import { reportSource, type ReportSource } from "@docket/query-api";
import { derivations, factsTable, knownPolicies, type FactsRow } from "@docket/read-models";
import { parsePeriod, type Dimension } from "@docket/reporting";
import { openFolder } from "@docket/sqlite";
import { docketLives } from "./docket-append.ts";
import { figure, rateOf, type Figure } from "./measure.ts";
import { AFTER_ALL, syntheticFacts } from "./synthetic-facts.ts";

const TICKETS = 1_000_000;
const TOGETHER = 10_000;
const ROWS_IN_MEMORY = 50_000;
/** A million tickets within a second. */
const WANTED = 1_000_000;
/** With the goal for each. The year, its days, weeks and months begin and end within days of UTC, as local ones do. */
const ASKED: readonly (readonly [by: readonly Dimension[], goal: number | null])[] = [
  [["channel"], 1],
  [["category"], 1],
  [["priority"], 1],
  [["agent"], 1],
  [["month"], 1],
  [["week"], 1],
  [["day"], 1],
  [["category", "team"], null],
];
const YEAR = { from: "2025-01-01", to: "2026-01-01", zone: "Europe/Berlin" };

/** All key figures of a year by each dimension, from the tables that a projector keeps of two; and how these are filled. */
export async function reportFigures(folder: string): Promise<readonly Figure[]> {
  const opened = await openFolder(folder, "write");
  const { events: store, keys, readModels } = opened;
  try {
    await docketLives({ store, keys }, 0, 1);
    const ground = { store, keys, readModels, formats: eventFormats };
    const role = await createProjectorRole({ ...ground, bus: memoryBus(), onParked: () => {} });
    await role.catchUp();
    const filled = await fill(readModels);
    const scratch = () => Promise.reject(new Error("the report does not look at the past"));
    const source = reportSource({ ...ground, scratch });
    const figures: Figure[] = [];
    // Uncounted: what comes first would be measured while it is still being compiled.
    await report(source, ["team"]);
    for (const [by, goal] of ASKED) {
      const rate = await rateOf(TICKETS, () => report(source, by));
      const reporting = { bench: `report kpi by ${by.join(",")}`, unit: "tickets/s", goal };
      figures.push(figure({ ...reporting, against: "wanted" }, { rate, against: WANTED }));
    }
    const deriving = { bench: "facts to tables", unit: "tickets/s", against: "in two minutes" };
    const pair = { rate: filled, against: TICKETS / 120 };
    return [...figures, figure({ ...deriving, goal: null }, pair)];
  } finally {
    await opened.close();
  }
}

async function report(source: ReportSource, by: readonly Dimension[]): Promise<void> {
  const parsed = parsePeriod(YEAR);
  if (!parsed.ok) throw new Error(parsed.problem);
  const at = { now: AFTER_ALL, asOf: AFTER_ALL };
  const question = { period: parsed.period, ...at, by, policy: null, calendar: "business" };
  const made = await source.kpi({ question, policy: null, knownAt: null, isPresent: true });
  const { n } = made.figures.fullResolutionTime;
  if (n < TICKETS / 3) throw new Error(`${n} resolutions were counted`);
}

/** Facts straight into their table, and all that follows from them as a rebuild makes it. Tickets per second of the latter. */
async function fill(readModels: ReadModelStore): Promise<number> {
  const all = derivations(await knownPolicies(readModels));
  const tables = [factsTable, ...all.map(({ table }) => table)];
  const generation = "rebuilt";
  await readModels.install(tables, generation);
  let at = 0n;
  const commit = async (writes: readonly Write[]) => {
    const [from, to] = [at === 0n ? null : position(at), position(at + 1n)];
    await readModels.commit({ readers: ["bench"], from, to, writes, generation });
    at += 1n;
  };
  for (let from = 0; from < TICKETS; from += TOGETHER) {
    const put = Array.from({ length: TOGETHER }, (_, place): FactsRow => {
      const index = from + place;
      const ticketId = `ticket${String(index).padStart(8, "0")}`;
      return { ticketId, facts: syntheticFacts(index, TICKETS), alarms: "" };
    });
    await commit([{ table: factsTable, put, remove: [] }]);
    tell("told", from + TOGETHER);
  }
  let derived = 0;
  return rateOf(TICKETS, async () => {
    await deriveAll(all, readModels, generation, ROWS_IN_MEMORY, async (writes) => {
      await commit(writes);
      const cohorts = writes.find(({ table }) => table.name === "cohorts")?.put.length ?? 0;
      // A row of each ticket.
      if (cohorts > 0) tell("derived", (derived += cohorts));
    });
    await readModels.switch(tables, ["bench"], position(at));
  });
}

/** Filling takes minutes. */
function tell(what: string, tickets: number): void {
  if (tickets % (10 * TOGETHER) === 0) process.stderr.write(`${tickets} tickets ${what}\n`);
}
