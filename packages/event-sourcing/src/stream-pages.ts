import { revision, type StreamName } from "./brands.ts";
import type { EventStore, StoredEvent } from "./event-store.ts";
import { missingEvent } from "./missing-events.ts";

const PAGE = 500;

/**
 * All events of a stream in its order, a page at a time.
 * @throws EventsMissing when a page begins later than it should
 */
export async function* streamPages(
  store: Pick<EventStore, "readStream">,
  stream: StreamName,
): AsyncGenerator<readonly StoredEvent[]> {
  for (let from = 0; ; from += PAGE) {
    const page = await store.readStream(stream, { from: revision(from), limit: PAGE });
    const [first] = page;
    if (first !== undefined && first.revision !== from) throw missingEvent(stream, from);
    yield page;
    if (page.length < PAGE) return;
  }
}
