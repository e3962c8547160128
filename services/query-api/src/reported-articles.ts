import {
  createCodec,
  streamName,
  streamPages,
  type Codec,
  type Instant,
  type RecordedEvent,
} from "@docket/event-sourcing";
import { articleIds } from "@docket/read-models";
import type { ReportedArticle } from "@docket/reporting";
import type { ArticleEvent } from "@docket/schemas";
import type { EpochMs } from "@docket/service-levels";
import type { ReportGround } from "./report-source.ts";

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
    const deflections: EpochMs[] = [];
    let text: Text | undefined;
    for await (const event of eventsOf(store, codec, articleId)) {
      if (asOf !== null && event.recordedAt > asOf) break;
      const at = Date.parse(event.metadata.occurredAt);
      if (at > now) continue;
      if (event.type === "deflectionRecorded") deflections.push(at);
      text = after(text, event);
    }
    if (text !== undefined) articles.push({ articleId, ...text, deflections });
  }
  return articles;
}

async function* eventsOf(
  store: ReportGround["store"],
  codec: Codec<ArticleEvent>,
  articleId: string,
): AsyncGenerator<RecordedEvent<ArticleEvent>> {
  for await (const page of streamPages(store, streamName("article", articleId))) {
    for (const stored of page) yield codec.decode(stored, new Map());
  }
}

type Text = Omit<ReportedArticle, "articleId" | "deflections">;

function after(before: Text | undefined, event: RecordedEvent<ArticleEvent>): Text | undefined {
  switch (event.type) {
    case "articlePublished":
    case "articleRevised": {
      const { kind, title, category = null, version } = event.data;
      return { kind, title, category, version, retired: before?.retired ?? false };
    }
    case "articleRetired":
      return before && { ...before, retired: true };
    case "deflectionRecorded":
    case "noEffect":
      return before;
    default:
      return event satisfies never;
  }
}
