import { articleUsesTable } from "./article-uses.ts";
import { articlesTable, type ArticleRow } from "./articles.ts";
import { loadRows, type Rows } from "./model.ts";

/** An article with what became of the tickets that were resolved with it. */
export type ArticleView = ArticleRow & {
  readonly uses: readonly {
    readonly version: number;
    /** Resolutions that cited this version. */
    readonly resolutions: number;
    /** Those after which the ticket came back. */
    readonly reopened: number;
  }[];
};

/** `undefined` for one that was never published. */
export async function articleView(
  store: Rows,
  articleId: string,
): Promise<ArticleView | undefined> {
  const [row] = await loadRows(store, articlesTable, [[articleId]]);
  if (row === undefined) return undefined;
  const uses = [];
  for (let version = 1; version <= row.version; version += 1) {
    const cited = [
      { column: "articleId", is: articleId },
      { column: "version", is: version },
    ];
    const resolutions = await store.count(articleUsesTable, cited);
    const back = [...cited, { column: "reopened", is: true }];
    uses.push({ version, resolutions, reopened: await store.count(articleUsesTable, back) });
  }
  return { ...row, uses };
}
