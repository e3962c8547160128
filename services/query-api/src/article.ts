import { articleStream } from "@docket/desk";
import {
  keysFor,
  missingEvent,
  streamPages,
  type Codec,
  type EventStore,
  type KeyStore,
  type ReadModelStore,
} from "@docket/event-sourcing";
import { articleView, type ArticleView } from "@docket/read-models";
import type { DomainEvent } from "@docket/schemas";

/** A knowledge article (D17) with its latest text. */
export type Article = ArticleView & { readonly content: string };

interface Ground {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  readonly codec: Codec<DomainEvent>;
}

/** `undefined` for one that was never published. */
export async function article(ground: Ground, articleId: string): Promise<Article | undefined> {
  const view = await articleView(ground.readModels, articleId);
  if (view === undefined) return undefined;
  return { ...view, content: await contentOf(ground, articleId, view.version) };
}

async function contentOf(ground: Ground, articleId: string, version: number): Promise<string> {
  for await (const page of streamPages(ground.store, articleStream(articleId))) {
    const keys = await keysFor(page, ground.codec, ground.keys);
    for (const stored of page) {
      const { type, data } = ground.codec.decode(stored, keys);
      const isText = type === "articlePublished" || type === "articleRevised";
      if (isText && data.version === version) return data.content;
    }
  }
  throw missingEvent(articleStream(articleId), version);
}
