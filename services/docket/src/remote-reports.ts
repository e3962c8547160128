import type { PublishedLevels } from "@docket/read-models";
import type { ReportedArticle } from "@docket/reporting";
import { askedText, type ReportSource, type SourcedFact } from "@docket/query-api";
import { formatInstant, type TicketFacts } from "@docket/service-levels";
import { get, getLines, post, type Server } from "./http.ts";
import { found } from "./refused.ts";

/** Reports of a Docket that answers at a URL: it reckons, and sends what the rows behind them are made from. */
export function remoteReports(server: Server): ReportSource {
  return {
    facts: (asOf) =>
      getLines<readonly TicketFacts[]>(server, "/v1/facts", { asOf: asOf ?? undefined }),
    policies: async () => found(await get<readonly PublishedLevels[]>(server, "/v1/policies")),
    kpi: (asked) => post(server, "/v1/reports/kpi", askedText(asked)),
    agents: (asked) => post(server, "/v1/reports/agents", askedText(asked)),
    sla: (asked) => post(server, "/v1/reports/sla", askedText(asked)),
    backlog: (asked) => post(server, "/v1/reports/backlog", askedText(asked)),
    articles: async (asOf, now) => {
      const query = { asOf: asOf ?? undefined, now: formatInstant(now) };
      return found(await get<readonly ReportedArticle[]>(server, "/v1/articles/known", query));
    },
    sourced: async (ticketId) =>
      found(await get<readonly SourcedFact[]>(server, `/v1/tickets/${ticketId}/facts`)),
  };
}
