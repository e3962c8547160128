import {
  articleCoverageDefinition,
  articleSolvedDefinition,
  shareFigure,
  type Figure,
} from "@docket/service-levels";
import type { DimensionValue, Group } from "./dimension.ts";
import { compareValues, createGroups, groupsBy, namedGroup } from "./grouping.ts";
import {
  deflectionsOf,
  knowledgeOf,
  type KnowledgeRow,
  type ReportedArticle,
} from "./knowledge-rows.ts";
import {
  reportHeader,
  type Accumulator,
  type ReportHeader,
  type ReportQuestion,
} from "./report.ts";

export interface KnowledgeFigures {
  readonly resolutions: number;
  /** Resolutions that cite an article. */
  readonly coverage: Figure;
  readonly citations: number;
  readonly solved: Figure & { readonly provisional: boolean };
  readonly deflections: number;
}

/** An article that was cited or spared a ticket in the period. */
export interface ArticleLine extends Pick<
  KnowledgeFigures,
  "citations" | "solved" | "deflections"
> {
  readonly articleId: string;
  /** Null when the log tells nothing of it. */
  readonly title: string | null;
  readonly kind: string | null;
  readonly version: number | null;
  readonly retired: boolean | null;
  /** The categories of the tickets that cite it, the most frequent first. */
  readonly categories: readonly { readonly category: string | null; readonly citations: number }[];
}

export interface CategoryLine extends Omit<KnowledgeFigures, "deflections"> {
  readonly category: string | null;
  /** Resolutions for which there was no article, or none was named. */
  readonly withoutArticle: number;
}

export interface KnowledgeReport extends ReportHeader, KnowledgeFigures {
  /** The most cited first, then by id. */
  readonly articles: readonly ArticleLine[];
  /** The problems with the most resolutions first, then by name. */
  readonly categories: readonly CategoryLine[];
  /** By the dimensions asked for, without deflections, which are of no ticket; empty when none were. */
  readonly groups: readonly ({ readonly group: Group } & Omit<KnowledgeFigures, "deflections">)[];
}

interface Sum {
  resolutions: number;
  covered: number;
  citations: number;
  matured: number;
  solved: number;
  deflections: number;
  readonly categories: Map<string | null, number>;
}

export const knowledgeReport = (
  question: ReportQuestion,
  articles: readonly ReportedArticle[],
): Accumulator<KnowledgeReport> => {
  const { by, period } = question;
  const known = new Map(articles.map((article) => [article.articleId, article]));
  const all = nothing();
  const ofArticles = createGroups(nothing);
  const ofCategories = createGroups(nothing);
  const groups = createGroups(nothing);
  const groupOf = groupsBy(by, period.zone);

  const count = (row: KnowledgeRow): void => {
    const { articleId, attributes, at } = row;
    addTo(all, row);
    if (articleId !== null) addTo(ofArticles.of([articleId]), row);
    if (attributes === null) return;
    addTo(ofCategories.of([attributes.category]), row);
    if (by.length > 0) addTo(groups.of(groupOf(attributes, at)), row);
  };
  for (const article of articles) for (const row of deflectionsOf(article, question)) count(row);

  return {
    add(ticket) {
      for (const row of knowledgeOf(ticket, question)) count(row);
    },
    report: () => ({
      ...reportHeader("knowledge", question),
      ...figures(all),
      deflections: all.deflections,
      articles: ofArticles
        .sorted()
        .map(({ key: [id], sum }) => articleLine(String(id), known.get(String(id)), sum))
        .toSorted((a, b) => b.citations - a.citations),
      categories: ofCategories
        .sorted()
        .map(({ key: [category = null], sum }) => categoryLine(category, sum))
        .toSorted((a, b) => b.resolutions - a.resolutions),
      groups: groups
        .sorted()
        .map(({ key, sum }) => ({ group: namedGroup(by, key), ...figures(sum) })),
    }),
  };
};

const nothing = (): Sum => ({
  resolutions: 0,
  covered: 0,
  citations: 0,
  matured: 0,
  solved: 0,
  deflections: 0,
  categories: new Map(),
});

const addTo = (sum: Sum, { figure, hit, counted, attributes }: KnowledgeRow): void => {
  switch (figure) {
    case "resolution":
      sum.resolutions += 1;
      if (hit === true) sum.covered += 1;
      return;
    case "citation": {
      const category = attributes?.category ?? null;
      sum.categories.set(category, (sum.categories.get(category) ?? 0) + 1);
      sum.citations += 1;
      if (counted) sum.matured += 1;
      if (counted && hit === true) sum.solved += 1;
      return;
    }
    case "deflection":
      sum.deflections += 1;
      return;
    default:
      figure satisfies never;
  }
};

const figures = (sum: Sum): Omit<KnowledgeFigures, "deflections"> => ({
  resolutions: sum.resolutions,
  coverage: shareFigure(articleCoverageDefinition, sum.covered, sum.resolutions),
  citations: sum.citations,
  solved: {
    ...shareFigure(articleSolvedDefinition, sum.solved, sum.matured),
    provisional: sum.matured < sum.citations,
  },
});

const articleLine = (
  articleId: string,
  article: ReportedArticle | undefined,
  sum: Sum,
): ArticleLine => ({
  articleId,
  title: article?.title ?? null,
  kind: article?.kind ?? null,
  version: article?.version ?? null,
  retired: article?.retired ?? null,
  citations: sum.citations,
  solved: figures(sum).solved,
  deflections: sum.deflections,
  categories: [...sum.categories]
    .map(([category, citations]) => ({ category, citations }))
    .toSorted((a, b) => b.citations - a.citations || compareValues(a.category, b.category)),
});

const categoryLine = (category: DimensionValue, sum: Sum): CategoryLine => ({
  category: category === null ? null : String(category),
  ...figures(sum),
  withoutArticle: sum.resolutions - sum.covered,
});
