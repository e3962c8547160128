import {
  AckPolicy,
  connect,
  DeliverPolicy,
  DiscardPolicy,
  nanos,
  RetentionPolicy,
  StorageType,
  type JsMsg,
} from "nats";
import { perSecond } from "./measure.ts";

/** A message as it lies in a stream. */
export interface BareMessage {
  readonly subject: string;
  readonly data: Uint8Array;
}

const DUPLICATE_WINDOW_MS = 120_000;
/** Confirmations that are waited for together; those of the next are under way meanwhile. */
const TOGETHER = 1_000;

/** What a stream holds, in its order. */
export async function readMessages(url: string, stream: string): Promise<readonly BareMessage[]> {
  const messages: BareMessage[] = [];
  await consumeAll(url, stream, ({ subject, data }) => void messages.push({ subject, data }));
  return messages;
}

/**
 * The limit of the same JetStream: these bytes under the same headers, each message naming the one before it, all of them
 * confirmed, and nothing else. Returns messages per second.
 */
export async function barePublish(
  url: string,
  stream: string,
  messages: readonly BareMessage[],
): Promise<number> {
  await makeStream(url, stream, `${stream}.>`);
  const connection = await connect({ servers: url });
  const jetstream = connection.jetstream();
  const start = performance.now();
  let last: string | undefined;
  let before: Promise<unknown> = Promise.resolve();
  for (let from = 0; from < messages.length; from += TOGETHER) {
    const acks = messages.slice(from, from + TOGETHER).map(({ subject, data }, place) => {
      // As long as the relay's ids.
      const msgID = `${stream}:00000000-0000-4000-8000-${String(from + place).padStart(12, "0")}`;
      const expect = last === undefined ? { lastSequence: 0 } : { lastMsgID: last };
      last = msgID;
      return jetstream.publish(`${stream}.${subject}`, data, { msgID, expect });
    });
    await before;
    before = Promise.all(acks);
  }
  await before;
  const rate = perSecond(messages.length, start);
  await deleteStream(url, stream, messages.length);
  await connection.close();
  return rate;
}

/** An empty stream, as durable as the relay's. */
export async function makeStream(url: string, stream: string, subjects: string): Promise<void> {
  const connection = await connect({ servers: url });
  const manager = await connection.jetstreamManager();
  await manager.streams.add({
    name: stream,
    subjects: [subjects],
    storage: StorageType.File,
    retention: RetentionPolicy.Limits,
    discard: DiscardPolicy.Old,
    duplicate_window: nanos(DUPLICATE_WINDOW_MS),
  });
  await connection.close();
}

/**
 * The limit of reading it: every message received, each batch acknowledged as a whole, and nothing else. Returns messages
 * per second.
 */
export async function bareConsume(url: string, stream: string): Promise<number> {
  let bytes = 0;
  const start = performance.now();
  const count = await consumeAll(url, stream, ({ data }) => void (bytes += data.length));
  if (bytes === 0) throw new Error(`${stream} is empty`);
  return perSecond(count, start);
}

/** As a reader of ours does. */
const MOST_WAITING = 8_000;
const BATCH = 4_000;

async function consumeAll(
  url: string,
  stream: string,
  take: (message: JsMsg) => void,
): Promise<number> {
  const connection = await connect({ servers: url });
  const manager = await connection.jetstreamManager();
  const { name } = await manager.consumers.add(stream, {
    ack_policy: AckPolicy.All,
    deliver_policy: DeliverPolicy.All,
    max_ack_pending: MOST_WAITING,
    mem_storage: true,
  });
  const consumer = await connection.jetstream().consumers.get(stream, name);
  const messages = await consumer.consume({ max_messages: MOST_WAITING });
  let count = 0;
  for await (const message of messages) {
    take(message);
    count += 1;
    const { pending } = message.info;
    if (count % BATCH === 0 || pending === 0) message.ack();
    if (pending === 0) break;
  }
  await connection.close();
  return count;
}

/** @throws Error when it holds fewer or more messages than it should */
export async function deleteStream(url: string, stream: string, count: number): Promise<void> {
  const connection = await connect({ servers: url });
  const manager = await connection.jetstreamManager();
  const { state } = await manager.streams.info(stream);
  await manager.streams.delete(stream);
  await connection.close();
  if (state.messages !== count) throw new Error(`${stream} has ${state.messages} of ${count}`);
}
