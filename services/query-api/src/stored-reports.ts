import { publishedPolicies } from "@docket/read-models";
import { presentKpi } from "./rolled-kpi.ts";
import { reportedArticles } from "./reported-articles.ts";
import type { ReportGround, ReportSource } from "./report-source.ts";
import { knownFacts } from "./reported-tickets.ts";
import { sourcedFacts } from "./sourced-ticket.ts";

/** Reports on stores that are at hand. */
export const reportSource = (ground: ReportGround): ReportSource => ({
  facts: (asOf) => knownFacts(ground, asOf),
  policies: () => publishedPolicies(ground.readModels),
  presentKpi: (question) => presentKpi(ground.readModels, question),
  articles: (asOf, now) => reportedArticles(ground, asOf, now),
  sourced: (ticketId) => sourcedFacts(ground, ticketId),
});
