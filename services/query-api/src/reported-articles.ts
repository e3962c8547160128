import { articleStream } from "@docket/desk";
import {
  createCodec,
  revision,
  type Codec,
  type Instant,
  type RecordedEvent,
} from "@docket/event-sourcing";
import { articleIds } from "@docket/read-models";
import type { ReportedArticle } from "@docket/reporting";
import type { ArticleEvent } from "@docket/schemas";
import type { EpochMs } from "@docket/service-levels";
import type { ReportGround } from "./reported-tickets.ts";

/**
 * All articles by their ids, as they were known at `asOf` (null is the present), by what had occurred at `now`. They are
 * few: their streams are read.
 */
export async function reportedArticles(
  { store, readModels, formats }: ReportGround,
  asOf: Instant | null,
  now: EpochMs,
): Promise<readonly ReportedArticle[]> {
  // Nothing in an article is personal: nothing needs to be unsealed.
  const codec: Codec<ArticleEvent> = createCodec<ArticleEvent>(formats).reading({});
  const articles: ReportedArticle[] = [];
  for (const articleId of await articleIds(readModels)) {
    let article: ReportedArticle | undefined;
    for await (const event of eventsOf(store, codec, articleId)) {
      if (asOf !== null && event.recordedAt > asOf) break;
      const at = Date.parse(event.metadata.occurredAt);
      if (at <= now) article = after(article, articleId, event, at);
    }
    if (article !== undefined) articles.push(article);
  }
  return articles;
}

const PAGE = 500;

async function* eventsOf(
  store: ReportGround["store"],
  codec: Codec<ArticleEvent>,
  articleId: string,
): AsyncGenerator<RecordedEvent<ArticleEvent>> {
  for (let from = 0; ; from += PAGE) {
    const options = { from: revision(from), limit: PAGE };
    const page = await store.readStream(articleStream(articleId), options);
    for (const stored of page) yield codec.decode(stored, new Map());
    if (page.length < PAGE) return;
  }
}

function after(
  before: ReportedArticle | undefined,
  articleId: string,
  event: RecordedEvent<ArticleEvent>,
  at: EpochMs,
): ReportedArticle | undefined {
  if (event.type === "articlePublished" || event.type === "articleRevised") {
    const { kind, title, category = null, version } = event.data;
    const fresh = { articleId, retired: false, deflections: [] };
    return { ...(before ?? fresh), kind, title, category, version };
  }
  if (before === undefined) return undefined;
  switch (event.type) {
    case "articleRetired":
      return { ...before, retired: true };
    case "deflectionRecorded":
      return { ...before, deflections: [...before.deflections, at] };
    case "noEffect":
      return before;
    default:
      return event satisfies never;
  }
}
