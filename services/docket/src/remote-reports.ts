import type { PublishedLevels } from "@docket/read-models";
import type { ReportedArticle } from "@docket/reporting";
import type { ReportSource, SourcedFact } from "@docket/query-api";
import { formatInstant, type TicketFacts } from "@docket/service-levels";
import { get, getLines, type Server } from "./http.ts";
import { found } from "./refused.ts";

/** What reports are made from, of a Docket that answers at a URL. */
export function remoteReports(server: Server): ReportSource {
  return {
    facts: (asOf) =>
      getLines<readonly TicketFacts[]>(server, "/v1/facts", { asOf: asOf ?? undefined }),
    policies: async () => found(await get<readonly PublishedLevels[]>(server, "/v1/policies")),
    // Whoever asks reckons from facts.
    presentKpi: () => Promise.resolve(null),
    articles: async (asOf, now) => {
      const query = { asOf: asOf ?? undefined, now: formatInstant(now) };
      return found(await get<readonly ReportedArticle[]>(server, "/v1/articles/known", query));
    },
    sourced: async (ticketId) =>
      found(await get<readonly SourcedFact[]>(server, `/v1/tickets/${ticketId}/facts`)),
  };
}
