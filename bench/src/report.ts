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
import { derivations, factsTable, knownPolicies } from "@docket/read-models";
import { parsePeriod, type AttributeDimension } from "@docket/reporting";
import { openFolder } from "@docket/sqlite";
import { docketLives } from "./docket-append.ts";
import { figure, rateOf, type Figure } from "./measure.ts";
import { AFTER_ALL, syntheticFacts } from "./synthetic-facts.ts";

const TICKETS = 1_000_000;
const TOGETHER = 10_000;
const ROWS_IN_MEMORY = 50_000;
/** A million tickets within a second. */
const WANTED = 1_000_000;
/** Each with groups of its own; the year begins and ends within hours of months, as local years do. */
const ASKED: readonly (readonly AttributeDimension[])[] = [
  ["channel"],
  ["category"],
  ["priority"],
  ["agent"],
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
    for (const by of ASKED) {
      const rate = await rateOf(TICKETS, () => report(source, by));
      const reporting = { bench: `report kpi by ${by.join(",")}`, unit: "tickets/s", goal: 1 };
      figures.push(figure({ ...reporting, against: "wanted" }, rate, WANTED));
    }
    const deriving = { bench: "facts to tables", unit: "tickets/s", against: "in two minutes" };
    return [...figures, figure({ ...deriving, goal: null }, filled, TICKETS / 120)];
  } finally {
    await opened.close();
  }
}

async function report(source: ReportSource, by: readonly AttributeDimension[]): Promise<void> {
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
  let at = 0n;
  const commit = async (writes: readonly Write[]) => {
    const [from, to] = [at === 0n ? null : position(at), position(at + 1n)];
    await readModels.commit({ readers: ["bench"], from, to, writes, generation: "live" });
    at += 1n;
  };
  for (let from = 0; from < TICKETS; from += TOGETHER) {
    const put = Array.from({ length: Math.min(TOGETHER, TICKETS - from) }, (_, place) => ({
      ticketId: `ticket${String(from + place).padStart(8, "0")}`,
      facts: syntheticFacts(from + place, TICKETS),
    }));
    await commit([{ table: factsTable, put, remove: [] }]);
  }
  const all = derivations(await knownPolicies(readModels));
  return rateOf(TICKETS, () => deriveAll(all, readModels, "live", ROWS_IN_MEMORY, commit));
}
