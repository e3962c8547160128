import { eventFormats } from "@docket/command-api";
import { createCodec, type EventStore, type Position } from "@docket/event-sourcing";
import { connectNats, namesOf, natsLogReader } from "@docket/nats";
import type { DomainEvent } from "@docket/schemas";
import { deleteStream, makeStream } from "./bare-stream.ts";
import { backoff } from "./backoff.ts";
import { perSecond } from "./measure.ts";
import { relayAll } from "./relaying.ts";

/** What waits in the reader before it is slow: delivered before the clock starts. */
export const WAITING = 8_000;

/**
 * A reader that has stood still while everything was published: its events delivered, put in order and decoded. Returns
 * events per second, without those that it held already.
 */
export async function followRate(
  url: string,
  desk: string,
  store: EventStore,
  events: number,
): Promise<number> {
  const { stream, events: subject } = namesOf(desk);
  await makeStream(url, stream, `${subject}.>`);
  const codec = createCodec<DomainEvent>(eventFormats).reading({});
  const link = await connectNats({ servers: [url], name: "bench", random: Math.random });
  const done = new AbortController();
  const listening = Promise.withResolvers<void>();
  const relayed = Promise.withResolvers<void>();
  let [count, counted, start] = [0, 0, 0];
  let at: Position | null = null;

  const reader = natsLogReader({
    link,
    desk,
    backoff,
    patienceMs: 0,
    sleep: () => new Promise(() => {}),
    onFailure: (code) => done.abort(new Error(code)),
    // The log seems empty: all of it comes by the feed.
    store: { ...store, readAll: async () => [] },
  });
  async function decoded(): Promise<void> {
    for (;;) {
      const page = await reader.store.readAll({ after: at, limit: 1_000 });
      const last = page.at(-1);
      if (last === undefined) return;
      for (const event of page) codec.decode(event, new Map());
      at = last.position;
      count += page.length;
      if (count < WAITING) continue;
      if (start === 0) start = performance.now();
      else counted += page.length;
    }
  }
  const reading = (async () => {
    for await (const _ of reader.bus.subscribe(done.signal)) {
      // It listens, and stands still until all is published.
      listening.resolve();
      await relayed.promise;
      await decoded();
      if (count === events) break;
    }
    return perSecond(counted, start);
  })();
  await listening.promise;
  await relayAll(url, desk, store, events);
  relayed.resolve();
  const rate = await reading;
  done.abort();
  await link.close();
  await deleteStream(url, stream, events);
  return rate;
}
