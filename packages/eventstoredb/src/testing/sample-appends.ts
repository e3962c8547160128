import {
  eventId,
  revision,
  streamName,
  type EventStore,
  type NewEvent,
  type StoredEvent,
} from "@docket/event-sourcing";
import { randomUUID } from "node:crypto";
import { systemClock } from "./open-store.ts";

export const sampleEvent = (): NewEvent => ({
  id: eventId(randomUUID()),
  type: "SampleHappened",
  data: '{"amount": 1}',
  metadata: '{"actor": "agent-1"}',
});

/** An append that can be asked for again, word by word. */
export function sampleAppend(count = 1) {
  const stream = streamName("sample", randomUUID());
  const events = Array.from({ length: count }, sampleEvent);
  return {
    events,
    to: (store: EventStore) => store.append(stream, "no-stream", events, systemClock()),
    more: (store: EventStore, after: number) =>
      store.append(stream, revision(after), [sampleEvent()], systemClock()),
  };
}

/** Asks again until it is known what became of the append. */
export async function settled(ask: () => ReturnType<EventStore["append"]>) {
  for (;;) {
    const outcome = await ask();
    if (outcome.kind !== "unknown") return outcome;
  }
}

export async function readLog(store: EventStore): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for (;;) {
    const page = await store.readAll({ after: events.at(-1)?.position ?? null, limit: 500 });
    if (page.length === 0) return events;
    events.push(...page);
  }
}
