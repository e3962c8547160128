import { idOfStream, isTicketEvent, NO_ROWS, readModel, type TableOf } from "./model.ts";

/** An article, in the version that was used, cited by the resolution of one cycle of a ticket (D17). */
export type ArticleUseRow = {
  readonly ticketId: string;
  readonly cycle: number;
  readonly articleId: string;
  readonly version: number;
  readonly resolvedAt: string;
  /** The ticket came back after this resolution: the article did not solve it. */
  readonly reopened: boolean;
};

export const articleUsesTable: TableOf<ArticleUseRow> = {
  name: "article_uses",
  version: 1,
  columns: {
    ticketId: "text",
    cycle: "integer",
    articleId: "text",
    version: "integer",
    resolvedAt: "text",
    reopened: "boolean",
  },
  key: ["ticketId", "cycle", "articleId", "version"],
  indexes: [["articleId", "version"]],
};

/** One row per citation in a resolution. */
export const articleUses = readModel<ArticleUseRow>({
  table: articleUsesTable,
  affects(event) {
    if (!isTicketEvent(event)) return NO_ROWS;
    const ticketId = idOfStream(event);
    if (event.type === "resolved") {
      const { articles, cycle } = event.data;
      return articles.map(({ articleId, version }) => [ticketId, cycle, articleId, version]);
    }
    if (event.type !== "reopened") return NO_ROWS;
    const before = event.data.cycle - 1;
    return {
      where: [
        { column: "ticketId", is: ticketId },
        { column: "cycle", is: before },
      ],
    };
  },
  apply(row, event, [ticketId, cycle, articleId, version]) {
    if (!isTicketEvent(event)) return row;
    if (event.type === "reopened") return row && { ...row, reopened: true };
    if (event.type !== "resolved") return row;
    return {
      ticketId: String(ticketId),
      cycle: Number(cycle),
      articleId: String(articleId),
      version: Number(version),
      resolvedAt: event.metadata.occurredAt,
      reopened: false,
    };
  },
});
