import {
  createCodec,
  type Codec,
  type EventFormat,
  type EventStore,
  type KeyStore,
  type ModelGroup,
  type ReadModelStore,
} from "@docket/event-sourcing";
import { modelGroups, publishedPolicies, type PolicyBook } from "@docket/read-models";
import type { DomainEvent } from "@docket/schemas";
import { learningPolicies } from "./learn-policies.ts";

export interface ReadingGround {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  readonly formats: ReadonlyMap<string, EventFormat>;
}

/** A group with what it reads by. */
export interface ReadingGroup extends ModelGroup<DomainEvent>, Omit<ReadingGround, "formats"> {
  readonly codec: Codec<DomainEvent>;
}

/** All groups of read models, on one log, from which the book of policies learns. */
export function readingGroups(
  ground: ReadingGround,
  policies: PolicyBook,
): readonly ReadingGroup[] {
  const { keys, readModels } = ground;
  const codec = createCodec<DomainEvent>(ground.formats);
  // Another may have read them for tables that are not live yet.
  const published = async () => [
    ...(await publishedPolicies(readModels)),
    ...(await publishedPolicies(readModels, "rebuilt")),
  ];
  const learning = learningPolicies(ground.store, codec.reading({}), policies, published);
  return modelGroups(policies).map((group) => {
    // Who derives nothing needs no policy, and stands elsewhere in the log.
    const store = group.derivations.length === 0 ? ground.store : learning;
    return { ...group, store, keys, readModels, codec: codec.reading(group.personal) };
  });
}
