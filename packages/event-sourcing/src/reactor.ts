import type { Position } from "./brands.ts";
import { isUnreadable, keysFor, type Codec } from "./codec.ts";
import type { EventStore } from "./event-store.ts";
import type { KeyStore } from "./key-store.ts";
import type { ReadModelStore } from "./read-model-store.ts";
import type { AnyEvent, RecordedEvent } from "./recorded-event.ts";

/**
 * What follows from an event in another stream. It is done at least once: its commands carry ids made from the event's,
 * so that a repetition has no effect, and a crash only delays it.
 */
export interface Reactor {
  /** Reacts to the next batch: how many events there were, 0 at the end. */
  step(): Promise<number>;
}

export function createReactor<Event extends AnyEvent>(options: {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly codec: Codec<Event>;
  readonly checkpoints: Pick<ReadModelStore, "checkpoint" | "commit">;
  /** The name under which the checkpoint is kept. */
  readonly group: string;
  readonly batch: number;
  /** Event types to react to: the others are passed over undecoded. */
  readonly types: ReadonlySet<string>;
  readonly react: (event: RecordedEvent<Event>) => Promise<void>;
}): Reactor {
  const { store, keys, codec, checkpoints, group } = options;
  let at: Position | null | undefined;
  return {
    async step() {
      at ??= await checkpoints.checkpoint(group);
      const page = await store.readAll({ after: at, limit: options.batch });
      const last = page.at(-1);
      if (last === undefined) return 0;
      const due = page.filter(({ type }) => options.types.has(type));
      const found = due.length === 0 ? undefined : await keysFor(due, codec, keys);
      for (const stored of due) {
        const event = found === undefined ? undefined : readable(() => codec.decode(stored, found));
        if (event !== undefined) await options.react(event);
      }
      const to = last.position;
      const outcome = await checkpoints.commit({
        readers: [group],
        from: at,
        to,
        writes: [],
        generation: "live",
      });
      at = outcome === "committed" ? to : undefined;
      return page.length;
    },
  };
}

/** An unreadable event holds up no other: the projector parks its stream and says so. */
function readable<Event>(decode: () => Event): Event | undefined {
  try {
    return decode();
  } catch (error) {
    if (isUnreadable(error)) return undefined;
    throw error;
  }
}
