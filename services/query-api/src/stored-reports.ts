import type { ReadModelStore } from "@docket/event-sourcing";
import { knownTickets, publishedPolicies } from "@docket/read-models";
import {
  agentsIn,
  backlogReport,
  byAgent,
  kpiReport,
  slaReport,
  type KpiQuestion,
  type KpiReport,
} from "@docket/reporting";
import type { ReportedTicket } from "@docket/service-levels";
import type { Asked, ReportGround, ReportSource } from "./report-source.ts";
import { reportedArticles } from "./reported-articles.ts";
import { knownFacts, reportedTickets } from "./reported-tickets.ts";
import { rolledBacklog } from "./rolled-backlog.ts";
import { rolledKpi } from "./rolled-kpi.ts";
import { rolledSla } from "./rolled-sla.ts";
import { sourcedFacts } from "./sourced-ticket.ts";

/** Fewer tickets than this are looked at one by one, with exact percentiles, in a few seconds. */
const FEWEST_SKETCHED = 50_000;

/** Reports on stores that are at hand: from the tables that hold what was added up, or from a look at each ticket. */
export const reportSource = (ground: ReportGround): ReportSource => {
  const kpi = (asked: Asked<KpiQuestion>): Promise<KpiReport> =>
    ground.readModels.snapshot(async (readModels) => {
      const isSketched = asked.isPresent && (await knownTickets(readModels)) >= FEWEST_SKETCHED;
      const rolled = isSketched ? await rolledKpi(readModels, asked.question) : null;
      return rolled ?? scanned({ ...ground, readModels }, asked, kpiReport(asked.question));
    });
  return {
    facts: (asOf) => knownFacts(ground, asOf),
    policies: () => publishedPolicies(ground.readModels),
    kpi,
    agents: async (asked) => {
      const report = await kpi({ ...asked, question: byAgent(asked.question) });
      return agentsIn(asked.question, report);
    },
    sla: (asked) =>
      ground.readModels.snapshot(async (readModels) => {
        const rolled = asked.knownAt === null ? await rolledSla(readModels, asked.question) : null;
        return rolled ?? scanned({ ...ground, readModels }, asked, slaReport(asked.question));
      }),
    backlog: (asked) =>
      ground.readModels.snapshot(async (readModels) => {
        const { knownAt, question } = asked;
        const rolled = knownAt === null ? await rolledBacklog(readModels, question) : null;
        return rolled ?? scanned({ ...ground, readModels }, asked, backlogReport(question));
      }),
    articles: (asOf, now) => reportedArticles(ground, asOf, now),
    sourced: (ticketId) => sourcedFacts(ground, ticketId),
  };
};

/** What is read when each ticket is looked at. */
type Ground = Omit<ReportGround, "readModels"> & {
  readonly readModels: Pick<ReadModelStore, "scan" | "select">;
};

async function scanned<Report>(
  ground: Ground,
  { knownAt, policy }: Pick<Asked<unknown>, "knownAt" | "policy">,
  sums: { readonly add: (ticket: ReportedTicket) => void; readonly report: () => Report },
): Promise<Report> {
  const source = {
    facts: () => knownFacts(ground, knownAt),
    policies: () => publishedPolicies(ground.readModels),
  };
  for await (const page of reportedTickets(source, knownAt, policy)) {
    for (const ticket of page) sums.add(ticket);
  }
  return sums.report();
}
