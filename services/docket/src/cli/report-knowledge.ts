import {
  deflectionsOf,
  knowledgeColumns,
  knowledgeOf,
  knowledgePage,
  knowledgeReport,
  knowledgeRows,
  knowledgeSheet,
  type KpiRow,
  type ReportedArticle,
} from "@docket/reporting";
import type { Desk } from "../session.ts";
import { printReport, printRows } from "./report-print.ts";
import {
  articlesOf,
  requestIn,
  ticketsOf,
  type ReportOptions,
  type ReportRequest,
} from "./report.ts";
import { asking, EXIT } from "./verb.ts";

/** Which articles solved what, and for which problems there is none. */
export function reportKnowledge(options: ReportOptions): Promise<void> {
  const request = requestIn(options);
  const { question } = request;
  return asking(options, async (desk, output) => {
    const articles = await articlesOf(desk, request);
    if (options.tickets === true) {
      const pages = rowsOf(desk, request, articles);
      await printRows(knowledgeColumns(question), pages, options, output);
    } else {
      const sums = knowledgeReport(question, articles);
      for await (const page of ticketsOf(desk, request))
        for (const ticket of page) sums.add(ticket);
      printReport(sums.report(), KNOWLEDGE, options, output);
    }
    return EXIT.done;
  });
}

async function* rowsOf(
  desk: Desk,
  request: ReportRequest,
  articles: readonly ReportedArticle[],
): AsyncGenerator<readonly KpiRow[]> {
  const { question } = request;
  const rowOf = knowledgeRows(question);
  yield articles.flatMap((article) => deflectionsOf(article, question).map(rowOf));
  for await (const page of ticketsOf(desk, request)) {
    yield page.flatMap((ticket) => knowledgeOf(ticket, question).map(rowOf));
  }
}

const KNOWLEDGE = { page: knowledgePage, sheet: knowledgeSheet };
