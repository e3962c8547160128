import type { Bus, EventStore, Position, StoredEvent } from "@docket/event-sourcing";
import type { PublishedEvent } from "./event-message.ts";
import { deliveries, type Delivery, type FeedOptions } from "./feed.ts";

export interface LogReaderOptions extends FeedOptions {
  readonly store: EventStore;
  /** How often the reader looks into the store whatever it hears: no relay, or no NATS, must not leave it behind. */
  readonly patienceMs: number;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A log to be read by one reader, and what wakes it. */
export interface LogReader {
  /** The event store, whose log comes from the feed as long as that is whole. */
  readonly store: EventStore;
  /** A batch says that there may be more: what it holds is in the log. */
  readonly bus: Pick<Bus, "subscribe">;
}

/** A page of the log that was published is not read from the event store again. */
export function natsLogReader(options: LogReaderOptions): LogReader {
  return logReader(options, (signal) => deliveries(options, signal));
}

/**
 * Events are taken from the feed as long as each names the one before it as its predecessor. After a loss, at the start
 * and every so often the event store is read, until it has no more.
 */
export function logReader(
  { store, patienceMs, sleep }: Pick<LogReaderOptions, "store" | "patienceMs" | "sleep">,
  feed: (signal: AbortSignal) => AsyncIterable<Delivery>,
): LogReader {
  /** What was delivered last, one after the other. */
  let ahead: readonly PublishedEvent[] = [];
  /** The furthest place that is known. */
  let end: Position | null = null;
  /** Counts the reasons to read the store; `healed` is the last that was seen to. */
  let [doubts, healed] = [1, 0];

  function take(delivery: Delivery): void {
    ahead = [];
    if (delivery.kind === "missed") {
      doubts += 1;
      return;
    }
    ahead = chained(delivery.events, end);
    const last = ahead.at(-1);
    if (last !== undefined) end = last.event.position;
    const offered = delivery.events.at(-1)?.event.position;
    if (offered !== undefined && (end === null || offered > end)) doubts += 1;
  }

  function fromFeed(after: Position | null, limit: number): readonly StoredEvent[] {
    const first = ahead.findIndex((one) => one.after === after);
    return first < 0 ? [] : ahead.slice(first, first + limit).map(({ event }) => event);
  }

  return {
    store: {
      append: (...append) => store.append(...append),
      readStream: (...read) => store.readStream(...read),
      isRemoved: (...event) => store.isRemoved(...event),
      async readAll({ after, limit }) {
        const published = fromFeed(after, limit);
        if (published.length > 0) return published;
        if (doubts === healed && after === end) return [];
        const doubted = doubts;
        const page = await store.readAll({ after, limit });
        const last = page.at(-1)?.position ?? after;
        if (last !== null && (end === null || last > end)) end = last;
        // A page that is not full is no end: others' events may lie between.
        if (page.length === 0 && last === end) healed = doubted;
        return page;
      },
      head: () => store.head(),
      changed: (...change) => store.changed(...change),
      close: () => store.close(),
    },
    bus: {
      async *subscribe(signal) {
        doubts += 1;
        const left = new AbortController();
        const heard = feed(AbortSignal.any([signal, left.signal]))[Symbol.asyncIterator]();
        const silence = () => sleep(patienceMs).then(() => undefined);
        try {
          let [next, alarm] = [heard.next(), silence()];
          for (;;) {
            const news = await Promise.race([next, alarm]);
            if (news === undefined) {
              doubts += 1;
              alarm = silence();
              yield [];
              continue;
            }
            if (news.done === true) return;
            take(news.value);
            yield news.value.kind === "missed" ? [] : news.value.events.map(({ event }) => event);
            next = heard.next();
          }
        } finally {
          left.abort();
          // It stands where it delivered last: unless it is told, its consumer outlives us, and keeps a process that ends.
          await heard.return?.();
        }
      },
    },
  };
}

/** Of what was published, that which follows `end` without a gap. */
function chained(
  published: readonly PublishedEvent[],
  end: Position | null,
): readonly PublishedEvent[] {
  const next: PublishedEvent[] = [];
  let reached = end;
  for (const one of published) {
    if (reached !== null && one.event.position <= reached) continue;
    if (one.after !== reached) break;
    next.push(one);
    reached = one.event.position;
  }
  return next;
}
