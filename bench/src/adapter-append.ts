import {
  revision,
  type EventStore,
  type StoredEvent,
  type StreamName,
} from "@docket/event-sourcing";
import { inFlight } from "./in-flight.ts";
import { rateOf } from "./measure.ts";

/** Each stream's events appended one after another. Returns events per second. */
export async function adapterAppend(
  store: EventStore,
  streams: readonly (readonly [StreamName, readonly StoredEvent[]])[],
  atOnce: number,
): Promise<number> {
  const count = streams.reduce((sum, [, events]) => sum + events.length, 0);
  await store.head();
  return rateOf(count, () =>
    inFlight(streams.length, atOnce, async (index) => {
      const stream = streams[index];
      if (stream === undefined) return;
      const [name, events] = stream;
      for (const [place, { id, type, data, metadata, recordedAt }] of events.entries()) {
        const expected = place === 0 ? "no-stream" : revision(place - 1);
        const event = { id, type, data, metadata };
        const outcome = await store.append(name, expected, [event], recordedAt);
        if (outcome.kind !== "committed") throw new Error(`an append was ${outcome.kind}`);
      }
    }),
  );
}
