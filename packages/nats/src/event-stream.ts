import type { StoredEvent } from "@docket/event-sourcing";
import { DiscardPolicy, nanos, NatsError, RetentionPolicy, StorageType } from "nats";
import { JETSTREAM } from "./connection.ts";
import type { EventLink, StreamManager } from "./event-link.ts";
import { decodeEvent, epochOf } from "./event-message.ts";
import { namesOf, type DeskNames } from "./names.ts";

/** The end of the stream as it is now: what a relay builds on. */
export interface Tail {
  /** The stream's last sequence, also when that message is gone. */
  readonly sequence: number;
  /** `undefined` when there is no message, or none that a relay wrote. */
  readonly last: TailMessage | undefined;
}
export interface TailMessage {
  readonly id: string;
  /** The reign that published it. */
  readonly epoch: string;
  readonly event: StoredEvent;
}

/** How far a stream reaches. */
interface Extent {
  readonly first: number;
  readonly last: number;
  readonly messages: number;
}

/** Room for a week or more of most desks. The oldest messages give way: who needs them reads the store. */
const MAX_BYTES = 4 * 1024 ** 3;
const DUPLICATE_WINDOW_MS = 120_000;

/** Messages at the end that no relay wrote, looked past at most. */
const MOST_FOREIGN = 100;

const STREAM_NOT_FOUND = 10059;
const NO_MESSAGE_FOUND = 10037;
const STREAM_NAME_IN_USE = 10058;

/** JetStream's own code of a refusal, which is more exact than the HTTP-like one. */
const apiCode = (error: unknown): number | undefined =>
  error instanceof NatsError ? error.api_error?.err_code : undefined;

/** Makes the stream when there is none. One that is there is taken as it is: its limits are the operator's. */
async function ensureStream(manager: StreamManager, names: DeskNames): Promise<void> {
  try {
    await manager.streams.add({
      name: names.stream,
      subjects: [`${names.events}.>`],
      storage: StorageType.File,
      retention: RetentionPolicy.Limits,
      discard: DiscardPolicy.Old,
      max_bytes: MAX_BYTES,
      duplicate_window: nanos(DUPLICATE_WINDOW_MS),
    });
  } catch (error) {
    if (apiCode(error) !== STREAM_NAME_IN_USE) throw error;
  }
}

/** Reads the stream's end, and makes the stream when it is missing. */
export async function readTail(link: EventLink, names: DeskNames): Promise<Tail> {
  const manager = await link.connection.jetstreamManager(JETSTREAM);
  const extent = await extentOf(manager, names);
  if (extent !== undefined) {
    return { sequence: extent.last, last: await lastMessage(manager, names, extent) };
  }
  await ensureStream(manager, names);
  return readTail(link, names);
}

/** `undefined` when there is no stream. */
export async function extentOf(
  manager: StreamManager,
  names: DeskNames,
): Promise<Extent | undefined> {
  try {
    const { state } = await manager.streams.info(names.stream);
    return { first: state.first_seq, last: state.last_seq, messages: state.messages };
  } catch (error) {
    if (apiCode(error) === STREAM_NOT_FOUND) return undefined;
    throw error;
  }
}

/** Whether JetStream answers for a desk, with or without its stream: a server may be up while it is off. */
export async function hasJetStream(
  { connection }: Pick<EventLink, "connection">,
  desk: string,
): Promise<boolean> {
  try {
    await extentOf(await connection.jetstreamManager(JETSTREAM), namesOf(desk));
    return true;
  } catch {
    return false;
  }
}

/** The last that a relay wrote: others may have written to our subjects, or deleted a message. */
async function lastMessage(
  manager: StreamManager,
  names: DeskNames,
  { first, last, messages }: Extent,
): Promise<TailMessage | undefined> {
  if (messages === 0) return undefined;
  for (let seq = last; seq >= Math.max(first, last - MOST_FOREIGN); seq -= 1) {
    const message = await storedMessage(manager, names, seq);
    if (message === undefined) continue;
    const id = message.header.get("Nats-Msg-Id");
    const epoch = epochOf(id);
    const published = decodeEvent(message.data);
    if (epoch !== undefined && published !== undefined) {
      return { id, epoch, event: published.event };
    }
  }
  return undefined;
}

async function storedMessage(manager: StreamManager, names: DeskNames, seq: number) {
  try {
    return await manager.streams.getMessage(names.stream, { seq });
  } catch (error) {
    if (apiCode(error) === NO_MESSAGE_FOUND) return undefined;
    throw error;
  }
}
