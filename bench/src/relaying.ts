import type { EventStore } from "@docket/event-sourcing";
import { connectNats, natsRelay } from "@docket/nats";
import { randomUUID } from "node:crypto";
import { backoff } from "./backoff.ts";

const BATCH = 1_000;

/** Relays all that the store holds to JetStream. Returns events per second from its first look into the log. */
export async function relayAll(
  url: string,
  desk: string,
  store: EventStore,
  events: number,
): Promise<number> {
  const link = await connectNats({ servers: [url], name: "bench", random: Math.random });
  const done = new AbortController();
  let published = 0;
  let start: number | undefined;
  let end = 0;
  const outcome = await natsRelay(
    {
      link,
      desk,
      store: {
        readStream: (...read) => store.readStream(...read),
        isRemoved: (...event) => store.isRemoved(...event),
        changed: (...change) => store.changed(...change),
        readAll(read) {
          start ??= performance.now();
          return store.readAll(read);
        },
      },
      id: randomUUID(),
      newEpoch: randomUUID,
      batch: BATCH,
      backoff,
      onAlarm: ({ kind }) => done.abort(new Error(`the relay says ${kind}`)),
      onOffice: () => {},
      onPublished(count) {
        published += count;
        if (published < events) return;
        end = performance.now();
        done.abort();
      },
    },
    done.signal,
  );
  await link.close();
  if (outcome.kind !== "stopped" || published !== events)
    throw new Error(`the relay stopped at ${published}`);
  return (events * 1_000) / (end - (start ?? end));
}
