import { eventFormats } from "@docket/command-api";
import {
  deriveAll,
  memoryBus,
  position,
  type ReadModelStore,
  type Write,
} from "@docket/event-sourcing";
import { createProjectorRole } from "@docket/projector";
import { reportSource } from "@docket/query-api";
import { derivations, factsTable, knownPolicies } from "@docket/read-models";
import type { KpiQuestion } from "@docket/reporting";
import { openFolder } from "@docket/sqlite";
import { docketLives } from "./docket-append.ts";
import { figure, rateOf, type Figure } from "./measure.ts";
import { AFTER_ALL, syntheticFacts } from "./synthetic-facts.ts";

/** Fewer than the million that the wish is about: deriving so many takes minutes. The report grows with days, not tickets. */
const TICKETS = 60_000;
const TOGETHER = 10_000;
/** A million tickets within a second. */
const WANTED = 1_000_000;

/** All key figures of two years, from the tables that a projector keeps. */
export async function reportFigures(folder: string): Promise<readonly Figure[]> {
  const opened = await openFolder(folder, "write");
  const { events: store, keys, readModels } = opened;
  try {
    await docketLives({ store, keys }, 0, 1);
    const ground = { store, keys, readModels, formats: eventFormats };
    const role = await createProjectorRole({ ...ground, bus: memoryBus(), onParked: () => {} });
    await role.catchUp();
    await fill(readModels);
    const scratch = () => Promise.reject(new Error("the report does not look at the past"));
    const source = reportSource({ ...ground, scratch });
    const question: KpiQuestion = {
      period: { from: null, to: null, zone: "Europe/Berlin" },
      now: AFTER_ALL,
      asOf: AFTER_ALL,
      by: ["channel"],
      policy: null,
      calendar: "business",
    };
    let resolutions = 0;
    const rate = await rateOf(TICKETS, async () => {
      const report = await source.presentKpi(question);
      resolutions = report?.figures.fullResolutionTime.n ?? 0;
    });
    if (resolutions < TICKETS / 2) throw new Error(`${resolutions} resolutions were counted`);
    const reporting = { bench: "report kpi", unit: "tickets/s", against: "wanted", goal: 1 };
    return [figure(reporting, rate, WANTED)];
  } finally {
    await opened.close();
  }
}

/** Straight into the tables, as no projector would: what is measured is the report. */
async function fill(readModels: ReadModelStore): Promise<void> {
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
  const needed = derivations(await knownPolicies(readModels)).filter(
    ({ table }) => table.name !== "clocks",
  );
  await deriveAll(needed, readModels, "live", TOGETHER, commit);
}
