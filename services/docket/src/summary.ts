import { holdings, type Holdings } from "@docket/query-api";
import { printPage } from "./cli/report-print.ts";
import type { Output } from "./output.ts";
import { keepPage, overviewOf } from "./overview.ts";
import type { EmbeddedWorld } from "./worlds/embedded.ts";

/** More would keep whoever starts waiting; `docket report` tells of any number. */
const MOST_TICKETS = 20_000;

/** The first thing that `start` shows: what the folder holds, and how the desk does. */
export async function summarise(
  world: EmbeddedWorld,
  folder: string,
  output: Output,
): Promise<void> {
  const held = await holdings(world.readModels);
  const isTold = held.tickets > 0 && held.tickets <= MOST_TICKETS;
  const page = isTold ? await overviewOf(world, Date.now()) : null;
  const report = page === null ? null : keepPage(folder, page);
  if (output.json) return output.object({ folder, ...held, report });
  printHoldings(folder, held, output);
  if (page !== null) printPage(page, output);
  if (held.tickets > MOST_TICKETS)
    output.text("Figures: docket report sla, kpi, backlog, agents, …");
  if (report !== null) output.text(`\nThe same with charts, for a browser: ${report}`);
}

function printHoldings(folder: string, held: Holdings, output: Output): void {
  const { tickets, customers, articles } = held;
  output.text(
    `${folder} holds ${tickets} tickets of ${customers} customers, and ${articles} articles.`,
  );
  if (tickets === 0) return;
  output.table(
    ["tickets", ...held.phases, "all"],
    held.channels.map((one) => [one.channel, ...one.byPhase, one.tickets]),
  );
  output.table(
    ["kind", "tickets"],
    held.kinds.map((one) => [one.kind, one.tickets]),
  );
}
