import { idOf, isUnreadable } from "@docket/event-sourcing";
import type { Codec, EventStore, StoredEvent } from "@docket/event-sourcing";
import type { PolicyBook } from "@docket/read-models";
import type { DomainEvent } from "@docket/schemas";

/**
 * The store, read by one who learns each policy that is published in it. A policy stands in the log before the first ticket
 * that is bound to it, so it is known by the time that ticket's rows are derived. What the codec cannot read is left for
 * whoever applies it to park.
 */
export function learningPolicies(
  store: EventStore,
  codec: Codec<DomainEvent>,
  policies: PolicyBook,
): EventStore {
  function learn(page: readonly StoredEvent[]): readonly StoredEvent[] {
    for (const stored of page) {
      if (stored.type !== "policyPublished") continue;
      try {
        const event = codec.decode(stored, new Map());
        if (event.type === "policyPublished") policies.learn(idOf(stored.stream), event.data);
      } catch (error) {
        if (!isUnreadable(error)) throw error;
      }
    }
    return page;
  }
  return {
    ...store,
    readStream: async (...read) => learn(await store.readStream(...read)),
    readAll: async (options) => learn(await store.readAll(options)),
  };
}
