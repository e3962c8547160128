import { eventFormats } from "@docket/command-api";
import { reportedTickets, reportSource } from "@docket/query-api";
import {
  backlogReport,
  bucketEnds,
  htmlPage,
  kpiTrend,
  overviewPage,
  slaReport,
  worstClocks,
  type Dimension,
  type Page,
} from "@docket/reporting";
import { DAY, targetNames, type EpochMs } from "@docket/service-levels";
import { referenceOf } from "@docket/ticket";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { scratchReadModels } from "./scratch.ts";
import type { EmbeddedWorld } from "./worlds/embedded.ts";

const WORST = 5;
const QUARTER = 13 * 7 * DAY;

/** What the whole desk looks like at an instant, from all that is recorded. */
export async function overviewOf(world: EmbeddedWorld, now: EpochMs): Promise<Page> {
  const zone = "UTC";
  const period = { from: null, to: null, zone };
  const asked = (...by: Dimension[]) => ({
    period,
    now,
    asOf: now,
    policy: null,
    by,
    calendar: "business",
  });
  const weeks = bucketEnds("week", { from: now - QUARTER, to: now, zone }) ?? [];
  const sla = slaReport({ ...asked(), only: targetNames });
  const kpis = kpiTrend(asked("channel"), "week");
  const backlog = backlogReport({ ...asked(), instants: weeks });
  const clocks = worstClocks(now, WORST);
  const parts = [sla, kpis, backlog, clocks];

  const ground = { ...world, formats: eventFormats, scratch: scratchReadModels };
  for await (const page of reportedTickets(reportSource(ground), null, null)) {
    for (const ticket of page) for (const part of parts) part.add(ticket);
  }
  return overviewPage({
    sla: sla.report(),
    kpis: kpis.report(),
    backlog: backlog.report(),
    worst: clocks.worst(),
    nameOf: referenceOf,
  });
}

/** Keeps a page with the folder that it is about, and says where. */
export function keepPage(folder: string, page: Page): string {
  const reports = join(folder, "reports");
  mkdirSync(reports, { recursive: true });
  const file = join(reports, "report.html");
  writeFileSync(file, htmlPage(page));
  return file;
}
