import { idOf, overhearing } from "@docket/event-sourcing";
import type { Codec, EventStore, Position } from "@docket/event-sourcing";
import type { PolicyBook, PublishedLevels } from "@docket/read-models";
import type { DomainEvent } from "@docket/schemas";

/**
 * The store, read by one who learns each policy that is published in it. A policy stands in the log before the first ticket
 * that is bound to it, so it is known by the time that ticket's rows are derived.
 *
 * When another projector has brought the tables further than this one has read, they tell what was published meanwhile.
 * @param published the policies that the tables know
 */
export function learningPolicies(
  store: EventStore,
  codec: Codec<DomainEvent>,
  policies: PolicyBook,
  published: () => Promise<readonly PublishedLevels[]>,
): EventStore {
  /** What was published up to here is known. */
  let known: Position | null = null;

  const isKnown = (place: Position | null): boolean =>
    place === null || (known !== null && place <= known);

  const learning = overhearing(store, codec, "policyPublished", ({ stream, data }) =>
    policies.learn(idOf(stream), data),
  );
  return {
    ...learning,
    async readAll(options) {
      if (!isKnown(options.after)) {
        for (const { name, version } of await published()) policies.learn(name, version);
      }
      const page = await learning.readAll(options);
      const place = page.at(-1)?.position ?? options.after;
      if (!isKnown(place)) known = place;
      return page;
    },
  };
}
