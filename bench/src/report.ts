import { eventFormats } from "@docket/command-api";
import { memoryBus, position, type ReadModelStore } from "@docket/event-sourcing";
import { createProjectorRole } from "@docket/projector";
import { reportedTickets, reportSource } from "@docket/query-api";
import { factsTable } from "@docket/read-models";
import { kpiReport } from "@docket/reporting";
import { openFolder } from "@docket/sqlite";
import { docketLives } from "./docket-append.ts";
import { figure, rateOf, type Figure } from "./measure.ts";
import { AFTER_ALL, syntheticFacts } from "./synthetic-facts.ts";

/** Fewer than the million that the wish is about: each of them is gone through. */
const TICKETS = 100_000;
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
    const question = {
      period: { from: null, to: null, zone: "Europe/Berlin" },
      now: AFTER_ALL,
      asOf: AFTER_ALL,
      by: [],
      policy: null,
      calendar: "business",
    };
    let resolutions = 0;
    const rate = await rateOf(TICKETS, async () => {
      const sums = kpiReport(question);
      for await (const page of reportedTickets(source, null, null)) {
        for (const ticket of page) sums.add(ticket);
      }
      resolutions = sums.report().figures.fullResolutionTime.n;
    });
    if (resolutions < TICKETS / 2) throw new Error(`${resolutions} resolutions were counted`);
    const reporting = { bench: "report kpi", unit: "tickets/s", against: "wanted", goal: 1 };
    return [figure(reporting, rate, WANTED)];
  } finally {
    await opened.close();
  }
}

/** Straight into the table, as no projector would: what is measured is the report. */
async function fill(readModels: ReadModelStore): Promise<void> {
  for (let from = 0; from < TICKETS; from += TOGETHER) {
    const put = Array.from({ length: Math.min(TOGETHER, TICKETS - from) }, (_, place) => ({
      ticketId: `ticket${String(from + place).padStart(8, "0")}`,
      facts: syntheticFacts(from + place, TICKETS),
    }));
    await readModels.commit({
      group: "bench",
      from: from === 0 ? null : position(BigInt(from)),
      to: position(BigInt(from + put.length)),
      writes: [{ table: factsTable, put, remove: [] }],
      generation: "live",
    });
  }
}
