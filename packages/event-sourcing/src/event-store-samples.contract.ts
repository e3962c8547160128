import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { instant, streamName, type EventId, type Revision, type StreamName } from "./brands.ts";
import type { AppendOutcome, EventStore, NewEvent, StoredEvent } from "./event-store.ts";
import { isEventId } from "./validate-append.ts";

export const noon = instant(Date.UTC(2024, 0, 15, 12));

export const newStream = (): StreamName => streamName("contract", randomUUID());

export function eventId(text: string = randomUUID()): EventId {
  assert(isEventId(text));
  return text;
}

export const sampleEvent = (changes: Partial<NewEvent> = {}): NewEvent => ({
  id: eventId(),
  type: "SampleHappened",
  data: '{"amount":1}',
  metadata: '{"actor":"agent-1"}',
  ...changes,
});

export const sampleEvents = (count: number): NewEvent[] =>
  Array.from({ length: count }, (_, index) => sampleEvent({ data: `{"index":${index}}` }));

export type Committed = Extract<AppendOutcome, { kind: "committed" }>;

/** Appends what must be taken. */
export async function appended(
  store: EventStore,
  stream: StreamName,
  expected: Revision | "no-stream",
  events: readonly NewEvent[],
  recordedAt = noon,
): Promise<Committed> {
  const outcome = await store.append(stream, expected, events, recordedAt);
  assert(outcome.kind === "committed", `expected committed, got ${outcome.kind}`);
  return outcome;
}

/** A stream read to its end. */
export const readWhole = (store: EventStore, stream: StreamName): Promise<readonly StoredEvent[]> =>
  store.readStream(stream, { limit: 100_000 });

/** The whole log, read in pages. */
export async function readLog(store: EventStore, limit = 1_000): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await store.readAll({ after: events.at(-1)?.position ?? null, limit });
    if (page.length === 0) return events;
    assert(page.length <= limit, `a page of ${page.length} events, ${limit} asked for`);
    events.push(...page);
  }
}

/** What the caller handed over, out of what the store made of it. */
export const handedOver = ({ id, type, data, metadata }: NewEvent): NewEvent => ({
  id,
  type,
  data,
  metadata,
});
