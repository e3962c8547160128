import type { ArticleLine, CategoryLine, KnowledgeReport } from "../knowledge.ts";
import { factsOf } from "./facts.ts";
import { axisOf, groupedChart } from "./grouped.ts";
import { number, text, type Page, type Section, type Sheet } from "./page.ts";
import { readable } from "./readable.ts";
import { valueWords } from "./words.ts";

/** The articles, a line each; with dimensions the resolutions by these. */
export const knowledgeSheet = ({ by, articles, groups }: KnowledgeReport): Sheet =>
  by.length > 0
    ? {
        columns: [...by, "resolutions", "coverage", "citations", "solved", "solvedN"],
        rows: groups.map(({ group, resolutions, coverage, citations, solved }) => [
          ...by.map((dimension) => group[dimension] ?? null),
          resolutions,
          coverage.value,
          citations,
          solved.value,
          solved.n,
        ]),
      }
    : {
        columns: ["articleId", "title", "version", "citations", "solved", "solvedN", "deflections"],
        rows: articles.map(({ articleId, title, version, citations, solved, deflections }) => [
          articleId,
          title,
          version,
          citations,
          solved.value,
          solved.n,
          deflections,
        ]),
      };

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

const solvedOf = ({ solved }: Pick<ArticleLine, "solved">): string =>
  `${readable("share", solved.value)}${solved.provisional ? " ~" : ""}`;

const bar = (label: string, n: number) => ({
  label,
  value: n,
  n,
  interval: null,
  provisional: false,
});

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
        .map(({ articleId, title, citations }) => bar(title ?? articleId, citations)),
    },
  ],
  table: {
    keys: 1,
    columns: [
      text("article"),
      text("title"),
      ...["version", "cited", "solved", "n", "tickets spared"].map(number),
      text("mostly for"),
    ],
    rows: articles.map((article) => [
      article.articleId,
      `${article.title ?? "–"}${article.retired === true ? " (retired)" : ""}`,
      readable("count", article.version),
      readable("count", article.citations),
      solvedOf(article),
      readable("count", article.solved.n),
      readable("count", article.deflections),
      valueWords("category", article.categories[0]?.category),
    ]),
  },
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
  table: {
    keys: 1,
    columns: [
      text("category"),
      number("resolutions"),
      text(""),
      ...["with article", "without", "solved", "n"].map(number),
    ],
    rows: categories.map((line) => [
      valueWords("category", line.category),
      readable("count", line.resolutions),
      { bar: line.coverage.value },
      readable("share", line.coverage.value),
      readable("count", line.withoutArticle),
      solvedOf(line),
      readable("count", line.solved.n),
    ]),
  },
});

const ofGroups = ({ by, zone, groups }: KnowledgeReport): Section => ({
  title: `By ${by.join(", ")}`,
  notes: ["The share of resolutions that cite an article.", MEANING],
  charts: groupedChart(
    "Resolutions that cite an article",
    "share",
    axisOf({ by, zone }, groups),
    groups.map(({ group, coverage: { n, value } }) => ({
      group,
      n,
      value,
      interval: null,
      provisional: false,
    })),
  ),
  table: {
    keys: by.length,
    columns: [
      ...by.map(text),
      number("resolutions"),
      text(""),
      ...["with article", "citations", "solved", "n"].map(number),
    ],
    rows: groups.map((line) => [
      ...by.map((dimension) => valueWords(dimension, line.group[dimension])),
      readable("count", line.resolutions),
      { bar: line.coverage.value },
      readable("share", line.coverage.value),
      readable("count", line.citations),
      solvedOf(line),
      readable("count", line.solved.n),
    ]),
  },
});
