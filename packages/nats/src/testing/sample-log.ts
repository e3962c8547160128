import {
  eventId,
  instant,
  memoryEventStore,
  revision,
  streamName,
  type EventStore,
  type StoredEvent,
} from "@docket/event-sourcing";

const TICKETS = 7;

/** Appends events `from` to `to` − 1 of a log that is the same in every process. */
export async function appendSamples(store: EventStore, from: number, to: number): Promise<void> {
  for (let index = from; index < to; index += 1) {
    const place = Math.floor(index / TICKETS);
    const outcome = await store.append(
      streamName("ticket", `T${index % TICKETS}`),
      place === 0 ? "no-stream" : revision(place - 1),
      [
        {
          id: eventId(`00000000-0000-4000-8000-${String(index).padStart(12, "0")}`),
          type: "noted",
          data: JSON.stringify({
            text: `Größe \u{1F469} "${index}"`,
            fill: "x".repeat(index % 50),
          }),
          metadata: `{ "index" : ${index} }`,
        },
      ],
      instant(Date.UTC(2024, 0, 15)),
    );
    if (outcome.kind !== "committed") throw new Error(`Event ${index} was not taken.`);
  }
}

export async function sampleStore(count: number): Promise<EventStore> {
  const store = memoryEventStore();
  await appendSamples(store, 0, count);
  return store;
}

export const wholeLog = (store: EventStore): Promise<readonly StoredEvent[]> =>
  store.readAll({ after: null, limit: 1_000_000 });
