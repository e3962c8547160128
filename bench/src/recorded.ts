import {
  memoryEventStore,
  memoryKeyStore,
  memoryLog,
  type MemoryLog,
  type StoredEvent,
  type StreamName,
} from "@docket/event-sourcing";
import { docketLives } from "./docket-append.ts";

/** A log in memory, of events as whole commands make them. */
export async function recordedLog(tickets: number): Promise<MemoryLog> {
  const log = memoryLog();
  await docketLives({ store: memoryEventStore(log), keys: memoryKeyStore() }, tickets, 64);
  return log;
}

/** The streams of tickets in such a log. */
export const ticketStreams = (
  log: MemoryLog,
): readonly (readonly [StreamName, readonly StoredEvent[]])[] =>
  [...log.streams].filter(([name]) => name.startsWith("ticket-"));
