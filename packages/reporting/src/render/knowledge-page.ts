import type { ArticleLine, CategoryLine, KnowledgeReport } from "../knowledge.ts";
import {
  bar,
  groupColumns,
  groupSheetColumns,
  number,
  provisionalShare,
  sheetOf,
  tableOf,
  text,
  type ColumnOf,
  type SheetColumn,
} from "./columns.ts";
import { factsOf } from "./facts.ts";
import { axisOf, groupedChart } from "./grouped.ts";
import type { Page, Section, Sheet } from "./page.ts";
import { readable } from "./readable.ts";
import { valueWords } from "./words.ts";

/** The articles, a line each; with dimensions the resolutions by these. */
export const knowledgeSheet = ({ by, articles, groups }: KnowledgeReport): Sheet =>
  by.length > 0
    ? sheetOf(groups, [
        ...groupSheetColumns(by),
        ["resolutions", ({ resolutions }) => resolutions],
        ["coverage", ({ coverage }) => coverage.value],
        ...CITATIONS,
      ])
    : sheetOf(articles, [
        ["articleId", ({ articleId }) => articleId],
        ["title", ({ title }) => title],
        ["version", ({ version }) => version],
        ...CITATIONS,
        ["deflections", ({ deflections }) => deflections],
      ]);

const CITATIONS: readonly SheetColumn<Pick<ArticleLine, "citations" | "solved">>[] = [
  ["citations", ({ citations }) => citations],
  ["solved", ({ solved }) => solved.value],
  ["solvedN", ({ solved }) => solved.n],
];

export const knowledgePage = (report: KnowledgeReport): Page => {
  const sections = [
    ...(report.by.length > 0 ? [ofGroups(report)] : []),
    ofArticles(report.articles),
    ofCategories(report.categories),
  ];
  return {
    title: "Knowledge",
    facts: [
      ...factsOf(report),
      ["resolutions", readable("count", report.resolutions)],
      ["of these citing an article", readable("share", report.coverage.value)],
      ["tickets spared by articles", readable("count", report.deflections)],
    ],
    sections,
    brief: sections,
  };
};

const MEANING =
  "Solved: citations whose ticket was not reopened within 7 days, of those whose 7 days have passed; ~ while some have not.";

const SOLVED: readonly ColumnOf<Pick<ArticleLine, "solved">>[] = [
  provisionalShare("solved", ({ solved }) => solved),
  number("n", "count", ({ solved }) => solved.n),
];
const COVERAGE: readonly ColumnOf<Pick<CategoryLine, "resolutions" | "coverage">>[] = [
  number("resolutions", "count", ({ resolutions }) => resolutions),
  bar(({ coverage }) => coverage.value),
  number("with article", "share", ({ coverage }) => coverage.value),
];

const MOST_BARS = 20;

const ofArticles = (articles: readonly ArticleLine[]): Section => ({
  title: "Articles",
  notes: [MEANING],
  charts: [
    {
      type: "bars",
      title: `Citations of articles${articles.length > MOST_BARS ? `, the first ${MOST_BARS}` : ""}`,
      unit: "count",
      bars: articles
        .slice(0, MOST_BARS)
        .map(({ articleId, title, citations: n }) => ({ label: title ?? articleId, value: n, n })),
    },
  ],
  table: tableOf(
    articles,
    [text("article", ({ articleId }) => articleId)],
    [
      text(
        "title",
        ({ title, retired }) => `${title ?? "–"}${retired === true ? " (retired)" : ""}`,
      ),
      number("version", "count", ({ version }) => version),
      number("cited", "count", ({ citations }) => citations),
      ...SOLVED,
      number("tickets spared", "count", ({ deflections }) => deflections),
      text("mostly for", ({ categories: [most] }) => valueWords("category", most?.category)),
    ],
  ),
});

const ofCategories = (categories: readonly CategoryLine[]): Section => ({
  title: "Problems",
  notes: ["What is resolved most, and how much of it without an article.", MEANING],
  charts: [
    {
      type: "stack",
      title: `Resolutions by category${categories.length > MOST_BARS ? `, the first ${MOST_BARS}` : ""}`,
      parts: ["with an article", "without an article"],
      rows: categories.slice(0, MOST_BARS).map(({ category, resolutions, withoutArticle }) => ({
        label: valueWords("category", category),
        counts: [resolutions - withoutArticle, withoutArticle],
      })),
    },
  ],
  table: tableOf(
    categories,
    [text("category", ({ category }) => valueWords("category", category))],
    [...COVERAGE, number("without", "count", ({ withoutArticle }) => withoutArticle), ...SOLVED],
  ),
});

const ofGroups = ({ by, zone, groups }: KnowledgeReport): Section => ({
  title: `By ${by.join(", ")}`,
  notes: ["The share of resolutions that cite an article.", MEANING],
  charts: groupedChart(
    "Resolutions that cite an article",
    "share",
    axisOf({ by, zone }, groups),
    groups.map(({ group, coverage }) => ({ ...coverage, group })),
  ),
  table: tableOf(groups, groupColumns(by), [
    ...COVERAGE,
    number("citations", "count", ({ citations }) => citations),
    ...SOLVED,
  ]),
});
