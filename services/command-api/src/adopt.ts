import {
  bytesOf,
  MAX_APPEND_BYTES,
  pause,
  revision,
  type AppendOutcome,
  type Backoff,
  type EventStore,
  type StoredEvent,
} from "@docket/event-sourcing";
import { refusal, type Refusal } from "@docket/schemas";

/** An event of another store, as it stands there; its position is that store's own affair. */
export type ForeignEvent = Omit<StoredEvent, "position">;

const MOST_TRIES = 8;

/**
 * Takes over events of another store with their ids, revisions and instants, in that store's order: one append after the
 * other, since no instant of recording may go back. Idempotent: what is there already is left as it is.
 * @returns why it cannot be, `undefined` when all of it is there
 */
export async function adoptEvents(
  store: EventStore,
  events: readonly ForeignEvent[],
  backoff: Backoff,
): Promise<Refusal | undefined> {
  for (const together of appendsOf(events)) {
    const refused = await adopt(store, together, backoff);
    if (refused !== undefined) return refused;
  }
  return undefined;
}

type Together = readonly [ForeignEvent, ...ForeignEvent[]];

/**
 * Neighbours of one stream that were recorded at one instant go in one append, as they once came: or nearly, as a clock that
 * was set back stands still for many appends.
 */
function* appendsOf(events: readonly ForeignEvent[]): Generator<Together> {
  let together: [ForeignEvent, ...ForeignEvent[]] | undefined;
  let bytes = 0;
  for (const event of events) {
    const before = together?.at(-1);
    bytes += bytesOf(event);
    if (
      together !== undefined &&
      bytes <= MAX_APPEND_BYTES &&
      before?.stream === event.stream &&
      before.recordedAt === event.recordedAt &&
      before.revision + 1 === event.revision
    ) {
      together.push(event);
      continue;
    }
    if (together !== undefined) yield together;
    together = [event];
    bytes = bytesOf(event);
  }
  if (together !== undefined) yield together;
}

async function adopt(
  store: EventStore,
  together: Together,
  backoff: Backoff,
): Promise<Refusal | undefined> {
  const [{ stream, revision: first, recordedAt }] = together;
  const expected = first === 0 ? "no-stream" : revision(first - 1);
  const events = together.map(({ id, type, data, metadata }) => ({ id, type, data, metadata }));
  let outcome: AppendOutcome = await store.append(stream, expected, events, recordedAt);
  for (let tries = 1; outcome.kind === "unknown" && tries < MOST_TRIES; tries += 1) {
    await pause(backoff, tries);
    outcome = await store.append(stream, expected, events, recordedAt);
  }
  switch (outcome.kind) {
    case "committed":
      return undefined;
    case "conflict":
      return adoptRest(store, together, backoff);
    case "unknown":
      return refusal("STORE_UNAVAILABLE");
    default:
      return outcome satisfies never;
  }
}

/** Where some of it stands already, brought in other portions, the rest follows. */
async function adoptRest(
  store: EventStore,
  together: Together,
  backoff: Backoff,
): Promise<Refusal | undefined> {
  const [{ stream, revision: first }] = together;
  const there = await store.readStream(stream, { from: first, limit: together.length });
  const [next, ...rest] = together.slice(there.length);
  const same = there.every(({ id }, index) => id === together[index]?.id);
  if (!same || there.length === 0 || next === undefined) {
    return refusal("STREAM_DIFFERS", `${stream} at revision ${first}.`);
  }
  return adopt(store, [next, ...rest], backoff);
}
