import type { EventStore, Position, StoredEvent } from "@docket/event-sourcing";
import type { PublishedEvent } from "./event-message.ts";
import type { Delivery } from "./feed.ts";

/**
 * The log after a position, without end: every event once, in its order. Events come from the feed as long as each names the
 * one before it as its predecessor; whatever is missing, at the start and after any loss, is read from the event store.
 */
export async function* follow(
  store: Pick<EventStore, "readAll">,
  feed: AsyncIterable<Delivery>,
  options: { readonly after: Position | null; readonly batch: number },
): AsyncGenerator<readonly StoredEvent[], void> {
  let at = options.after;

  async function* fromStore(): AsyncGenerator<readonly StoredEvent[], void> {
    for (;;) {
      const page = await store.readAll({ after: at, limit: options.batch });
      const last = page.at(-1);
      if (last === undefined) return;
      at = last.position;
      yield page;
    }
  }

  for await (const delivery of feed) {
    if (delivery.kind === "missed") {
      yield* fromStore();
      continue;
    }
    const [next, whole] = following(delivery.events, at);
    const last = next.at(-1);
    if (last !== undefined) {
      at = last.position;
      yield next;
    }
    if (!whole) yield* fromStore();
  }
}

/** The events that follow `at` without a gap, and whether those are all that are new. */
function following(
  published: readonly PublishedEvent[],
  at: Position | null,
): readonly [readonly StoredEvent[], boolean] {
  const next: StoredEvent[] = [];
  let reached = at;
  for (const { event, after } of published) {
    if (reached !== null && event.position <= reached) continue;
    if (after !== reached) return [next, false];
    next.push(event);
    reached = event.position;
  }
  return [next, true];
}
