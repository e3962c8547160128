import {
  deflectionsOf,
  knowledgeColumns,
  knowledgeOf,
  knowledgeReport,
  knowledgeRows,
  type KnowledgeReport,
  type KpiRow,
  type ReportedArticle,
} from "@docket/reporting";
import type { Output } from "../output.ts";
import type { View } from "../session.ts";
import { printLines, printRows } from "./report-rows.ts";
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
  return asking(options, async (view, output) => {
    const articles = await articlesOf(view, request);
    if (options.tickets === true) {
      const pages = rowsOf(view, request, articles);
      await printRows(knowledgeColumns(question), pages, options, output);
    } else {
      const sums = knowledgeReport(question, articles);
      for await (const page of ticketsOf(view, request))
        for (const ticket of page) sums.add(ticket);
      printKnowledge(sums.report(), options, output);
    }
    return EXIT.done;
  });
}

async function* rowsOf(
  view: View,
  request: ReportRequest,
  articles: readonly ReportedArticle[],
): AsyncGenerator<readonly KpiRow[]> {
  const { question } = request;
  const rowOf = knowledgeRows(question);
  yield articles.flatMap((article) => deflectionsOf(article, question).map(rowOf));
  for await (const page of ticketsOf(view, request)) {
    yield page.flatMap((ticket) => knowledgeOf(ticket, question).map(rowOf));
  }
}

const ARTICLES = ["articleId", "title", "version", "citations", "solved", "solvedN", "deflections"];
const CATEGORIES = ["category", "resolutions", "coverage", "withoutArticle", "solved", "solvedN"];

/** Without dimensions, CSV holds the articles; the categories come with `--by category`. */
function printKnowledge(report: KnowledgeReport, options: ReportOptions, output: Output): void {
  if (output.json && options.csv !== true) return output.object(report);
  const { by, articles, categories, groups } = report;
  if (by.length > 0) {
    const lines = groups.map(({ group, resolutions, coverage, citations, solved }) => [
      ...by.map((dimension) => group[dimension] ?? null),
      resolutions,
      coverage.value,
      citations,
      solved.value,
      solved.n,
    ]);
    const head = [...by, "resolutions", "coverage", "citations", "solved", "solvedN"];
    return printLines(head, lines, options, output);
  }
  const ofArticles = articles.map(
    ({ articleId, title, version, citations, solved, deflections }) => [
      articleId,
      title,
      version,
      citations,
      solved.value,
      solved.n,
      deflections,
    ],
  );
  printLines(ARTICLES, ofArticles, options, output);
  if (options.csv === true) return;
  const ofCategories = categories.map(
    ({ category, resolutions, coverage, withoutArticle, solved }) => [
      category,
      resolutions,
      coverage.value,
      withoutArticle,
      solved.value,
      solved.n,
    ],
  );
  printLines(CATEGORIES, ofCategories, options, output);
  output.text(`as of ${report.asOf ?? "the start"}, at ${report.now}`);
}
