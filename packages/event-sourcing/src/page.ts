import type { Applier, Keys } from "./apply-events.ts";
import type { Position } from "./brands.ts";
import type { EventStore, StoredEvent } from "./event-store.ts";

/** A page of the log, with the keys to what its events say. */
export interface Page {
  readonly events: readonly StoredEvent[];
  readonly keys: Keys;
}

/** Begins to read a page that is awaited later: until then a failure is nobody's. */
export function beginPage(...page: Parameters<typeof readPage>): Promise<Page> {
  const reading = readPage(...page);
  reading.catch(() => {});
  return reading;
}

async function readPage(
  store: Pick<EventStore, "readAll">,
  applier: Pick<Applier, "keysTo">,
  after: Position | null,
  limit: number,
): Promise<Page> {
  const events = await store.readAll({ after, limit });
  return { events, keys: await applier.keysTo(events) };
}
