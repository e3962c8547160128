import { eventFormats } from "@docket/command-api";
import { createCodec, type EventStore } from "@docket/event-sourcing";
import { connectNats, deliveries, follow, namesOf } from "@docket/nats";
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

  /** The log seems empty until all of it is published, so that it comes by the feed alone. */
  const behind: Pick<EventStore, "readAll"> = {
    async readAll() {
      listening.resolve();
      await relayed.promise;
      return [];
    },
  };
  const feed = deliveries(
    { link, desk, backoff, onFailure: (code) => done.abort(new Error(code)) },
    done.signal,
  );
  const reading = (async () => {
    for await (const page of follow(behind, feed, { after: null, batch: 1_000 })) {
      for (const event of page) codec.decode(event, new Map());
      count += page.length;
      if (count < WAITING) continue;
      if (start === 0) start = performance.now();
      else counted += page.length;
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
