import { isUnreadable, type Codec } from "./codec.ts";
import type { EventStore, StoredEvent } from "./event-store.ts";
import type { AnyEvent, RecordedEvent } from "./recorded-event.ts";

/**
 * The store, read by one who hears each event of a type in what passes. The personal texts of such an event stay sealed. What the
 * codec cannot read is left for whoever applies it to park.
 */
export function overhearing<Event extends AnyEvent, Type extends Event["type"]>(
  store: EventStore,
  codec: Codec<Event>,
  type: Type,
  hear: (event: Extract<RecordedEvent<Event>, { readonly type: Type }>) => void,
): EventStore {
  const isOfType = (
    event: RecordedEvent<Event>,
  ): event is Extract<RecordedEvent<Event>, { readonly type: Type }> => event.type === type;

  function listen(page: readonly StoredEvent[]): readonly StoredEvent[] {
    for (const stored of page) {
      if (stored.type !== type) continue;
      try {
        const event = codec.decode(stored, new Map());
        if (isOfType(event)) hear(event);
      } catch (error) {
        if (!isUnreadable(error)) throw error;
      }
    }
    return page;
  }
  return {
    ...store,
    readStream: async (...read) => listen(await store.readStream(...read)),
    readAll: async (read) => listen(await store.readAll(read)),
  };
}
