import { revision, type Revision, type StreamName } from "./brands.ts";
import type { EventStore, StoredEvent } from "./event-store.ts";
import type { StreamProgress } from "./stream-progress.ts";

export const EVENTS_MISSING = "EVENTS_MISSING";

/** Events that a stream had were removed from the store: what came after them cannot be understood. */
export class EventsMissing extends Error {
  readonly code = EVENTS_MISSING;
}

/** A stream has an event at each revision up to its last: one that is not there was taken away. */
export const missingEvent = (stream: StreamName, at: number): EventsMissing =>
  new EventsMissing(`${stream} has no event at revision ${at}`);

export const isMissing = (error: unknown): error is EventsMissing =>
  error instanceof Error && "code" in error && error.code === EVENTS_MISSING;

/** The store does not have yet what it will have: asked again, it does. */
class ReadTooEarly extends Error {
  readonly code = "STORE_UNAVAILABLE";
}

/**
 * The events of a stream from one on that must be there, since a later one is: undefined when it was removed.
 * @throws Error with the code STORE_UNAVAILABLE when the store does not have it yet
 */
export async function eventsThere(
  store: EventStore,
  stream: StreamName,
  from: Revision,
  limit: number,
): Promise<readonly StoredEvent[] | undefined> {
  const page = await store.readStream(stream, { from, limit });
  if (page[0]?.revision === from) return page;
  if (await store.isRemoved(stream, from)) return undefined;
  throw new ReadTooEarly(`${stream} has no event at revision ${from} yet.`);
}

/** Whether a stream that stands still before a later event does so because the next one was removed. */
export const hasLostNext = async (
  store: EventStore,
  { stream, parkedAt }: Pick<StreamProgress, "stream" | "parkedAt">,
  applied: number,
): Promise<boolean> =>
  parkedAt !== null && applied <= parkedAt && (await store.isRemoved(stream, revision(applied)));
