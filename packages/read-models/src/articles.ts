import type { ReadModelStore } from "@docket/event-sourcing";
import type { ArticleEvent } from "@docket/schemas";
import { idOfStream, isArticleEvent, NO_ROWS, readModel, scanRows, type TableOf } from "./model.ts";

/** A knowledge article as it stands; its text is read from the store. */
export type ArticleRow = {
  readonly articleId: string;
  readonly kind: Published["kind"];
  readonly title: string;
  readonly category: string | null;
  /** The latest. */
  readonly version: number;
  readonly publishedAt: string;
  readonly revisedAt: string | null;
  readonly retiredAt: string | null;
  /** How often it spared the customer a ticket. */
  readonly deflections: number;
};
type Published = Extract<ArticleEvent, { type: "articlePublished" }>["data"];

export const articlesTable: TableOf<ArticleRow> = {
  name: "articles",
  version: 1,
  columns: {
    articleId: "text",
    kind: "text",
    title: "text",
    category: "text",
    version: "integer",
    publishedAt: "text",
    revisedAt: "text",
    retiredAt: "text",
    deflections: "integer",
  },
  key: ["articleId"],
  indexes: [],
};

/** One row per article. */
export const articles = readModel<ArticleRow>({
  table: articlesTable,
  affects: (event) =>
    isArticleEvent(event) && event.type !== "noEffect" ? [[idOfStream(event)]] : NO_ROWS,
  apply(row, event) {
    if (!isArticleEvent(event)) return row;
    const { occurredAt } = event.metadata;
    if (event.type === "articlePublished") {
      return {
        articleId: idOfStream(event),
        ...described(event.data),
        publishedAt: occurredAt,
        revisedAt: null,
        retiredAt: null,
        deflections: 0,
      };
    }
    if (row === undefined) return undefined;
    switch (event.type) {
      case "articleRevised":
        return { ...row, ...described(event.data), revisedAt: occurredAt };
      case "articleRetired":
        return { ...row, retiredAt: occurredAt };
      case "deflectionRecorded":
        return { ...row, deflections: row.deflections + 1 };
      case "noEffect":
        return row;
      default:
        return event satisfies never;
    }
  },
});

const described = ({ kind, title, category, version }: Published) => ({
  kind,
  title,
  category: category ?? null,
  version,
});

/** The ids of all articles, in their order. */
export async function articleIds(store: Pick<ReadModelStore, "scan">): Promise<readonly string[]> {
  const ids: string[] = [];
  for await (const rows of scanRows(store, articlesTable)) {
    ids.push(...rows.map(({ articleId }) => articleId));
  }
  return ids;
}
