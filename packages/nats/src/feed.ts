import { pause, type Backoff, type Position } from "@docket/event-sourcing";
import { AckPolicy, DeliverPolicy, nanos } from "nats";
import { codeOf } from "./code-of.ts";
import { JETSTREAM } from "./connection.ts";
import type { Consuming, EventLink, StreamMessage } from "./event-link.ts";
import { decodeEvent, type PublishedEvent } from "./event-message.ts";
import { readMark } from "./mark.ts";
import { namesOf, type DeskNames } from "./names.ts";

/**
 * What a reader is given: events in the order of the log, or word that some may have been missed, so that it reads the
 * event store. Both come again without harm.
 */
export type Delivery =
  | { readonly kind: "events"; readonly events: readonly PublishedEvent[] }
  | { readonly kind: "missed" };

export interface FeedOptions {
  readonly link: EventLink;
  readonly desk: string;
  readonly backoff: Backoff;
  /**
   * No consumer could be made, most often because the stream is missing until a relay makes it; or the relay's marks may not
   * be heard. It is tried again with growing waits; meanwhile nothing wakes the reader.
   */
  readonly onFailure: (code: string, failures: number) => void;
}

/** Messages that are handed over at once, at most. */
const BATCH = 4_000;
/** Messages that wait here for a slow reader, at most: then the server holds the others back. */
const MOST_WAITING = 2 * BATCH;
/** A reader that handles one batch for longer gets its messages again, and passes them over. */
const ACK_WAIT_MS = 120_000;
/** The server drops the consumer of a process that is gone. */
const INACTIVE_MS = 60_000;
const PULL_MS = 10_000;

/**
 * The desk's events, from the last published one on, until `signal` aborts. Asking for the next delivery says that the one
 * before is handled, and acknowledges it whole; nothing is ever refused, since a redelivery would come out of order.
 *
 * The consumer is dropped and made anew, and `missed` delivered, whenever messages may have been lost: after a reconnect,
 * when stream or consumer were deleted, when sequences went back, and when an idle relay says that it published more.
 */
export async function* deliveries(
  options: FeedOptions,
  signal: AbortSignal,
): AsyncGenerator<Delivery, void> {
  const names = namesOf(options.desk);
  let failures = 0;
  let healed: Position | null = null;
  while (!signal.aborted && !options.link.connection.isClosed()) {
    const reading = createReading(options.link, names, healed, signal);
    try {
      await reading.begin();
      if (signal.aborted) return;
      yield { kind: "missed" };
      for await (const delivery of reading.deliveries()) {
        failures = 0;
        yield delivery;
      }
    } catch (error) {
      failures += 1;
      options.onFailure(codeOf(error), failures);
      await pause(options.backoff, failures);
    } finally {
      healed = reading.end();
    }
  }
}

/**
 * One consumer, from its making until it is no longer to be trusted.
 * @param healed a mark up to here is no news: the reader has looked into the store since
 */
function createReading(
  link: EventLink,
  names: DeskNames,
  healed: Position | null,
  signal: AbortSignal,
) {
  const { connection } = link;
  let waiting: StreamMessage[] = [];
  let wake: () => void = () => {};
  let messages: Consuming | undefined;
  let over = false;
  /** Why marks are not heard, as when it is not allowed. */
  let unheard: Error | undefined;
  /** Of the last message handed over. */
  let sequence = 0;
  let position = healed;
  let announced: { readonly position: Position | null; readonly sequence: number } | undefined;

  const finish = () => {
    over = true;
    wake();
  };

  /** A mark may overtake messages on their way: one that was true already when the next comes tells of a loss. */
  const marks = connection.subscribe(names.mark, {
    callback: (error, message) => {
      if (error !== null) {
        unheard = error;
        return finish();
      }
      const mark = readMark(message.string());
      if (mark === undefined) return;
      const heard = announced;
      announced = mark;
      if (waiting.length > 0 || heard?.position !== mark.position) return;
      if (isBehind(position, mark.position) || mark.sequence < sequence) finish();
    },
  });
  const forgetReconnect = link.onReconnect(finish);
  const forgetPending = link.countPending(() => waiting.length);
  signal.addEventListener("abort", finish, { once: true });
  void connection.closed().then(finish);

  async function begin(): Promise<void> {
    const manager = await connection.jetstreamManager(JETSTREAM);
    const { name } = await manager.consumers.add(names.stream, {
      ack_policy: AckPolicy.All,
      deliver_policy: DeliverPolicy.Last,
      ack_wait: nanos(ACK_WAIT_MS),
      max_ack_pending: MOST_WAITING,
      inactive_threshold: nanos(INACTIVE_MS),
      mem_storage: true,
    });
    const consumer = await connection.jetstream(JETSTREAM).consumers.get(names.stream, name);
    messages = await consumer.consume({
      max_messages: MOST_WAITING,
      expires: PULL_MS,
      abort_on_missing_resource: true,
      callback: (message) => {
        waiting.push(message);
        wake();
      },
    });
    void messages.closed().then(finish);
  }

  async function* handedOver(): AsyncGenerator<Delivery, void> {
    while (!over) {
      const batch = waiting.splice(0, BATCH);
      const last = batch.at(-1);
      if (last === undefined) {
        await new Promise<void>((resolve) => (wake = resolve));
        continue;
      }
      const events: PublishedEvent[] = [];
      for (const { data } of batch) {
        const published = decodeEvent(data);
        if (published !== undefined) events.push(published);
      }
      // One that is delivered again tells nothing new: readers pass over what is not after their place.
      sequence = Math.max(sequence, last.seq);
      const reached = events.at(-1)?.event.position ?? null;
      if (isBehind(position, reached)) position = reached;
      if (events.length > 0) yield { kind: "events", events };
      last.ack();
    }
    if (unheard !== undefined) throw unheard;
  }

  return {
    begin,
    deliveries: handedOver,
    /** Returns up to where the reader is told. */
    end() {
      over = true;
      signal.removeEventListener("abort", finish);
      forgetReconnect();
      forgetPending();
      marks.unsubscribe();
      messages?.stop();
      waiting = [];
      return announced?.position ?? position;
    },
  };
}

const isBehind = (position: Position | null, mark: Position | null): boolean =>
  mark !== null && (position === null || position < mark);
