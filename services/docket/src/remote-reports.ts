import type { PublishedLevels } from "@docket/read-models";
import type { ReportedArticle } from "@docket/reporting";
import type { ReportSource, SourcedFact } from "@docket/query-api";
import { formatInstant, type TicketFacts } from "@docket/service-levels";
import { get, getLines, type Answered, type Server } from "./http.ts";
import { Refused } from "./refused.ts";

/** What reports are made from, of a Docket that answers at a URL. */
export function remoteReports(server: Server): ReportSource {
  return {
    facts: (asOf) =>
      getLines<readonly TicketFacts[]>(server, "/v1/facts", { asOf: asOf ?? undefined }),
    policies: async () => valueOf(await get<readonly PublishedLevels[]>(server, "/v1/policies")),
    // Whoever asks reckons from facts.
    presentKpi: () => Promise.resolve(null),
    articles: async (asOf, now) => {
      const query = { asOf: asOf ?? undefined, now: formatInstant(now) };
      return valueOf(await get<readonly ReportedArticle[]>(server, "/v1/articles/known", query));
    },
    sourced: async (ticketId) =>
      valueOf(await get<readonly SourcedFact[]>(server, `/v1/tickets/${ticketId}/facts`)),
  };
}

function valueOf<Value>(answered: Answered<Value>): Value {
  if (!answered.ok) throw new Refused(answered.refusal);
  return answered.value;
}
