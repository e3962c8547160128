import {
  instant,
  isEventId,
  revision,
  streamName,
  type AppendOutcome,
  type EventStore,
  type StreamName,
} from "@docket/event-sourcing";

/** Writers whose n-th append is always the same, in whichever process it is tried. */
export const WRITERS = 64;

export const streamOf = (writer: number): StreamName => streamName("writer", String(writer));

/** Two events by default, so that half an append would show. */
export function appendNumber(
  store: EventStore,
  writer: number,
  number: number,
  size = 2,
): Promise<AppendOutcome> {
  const events = Array.from({ length: size }, (_, index) => index).map((index) => {
    const id = `00000000-0000-4000-8000-${String(number * 2 + index).padStart(12, "0")}`;
    if (!isEventId(id)) throw new RangeError(id);
    const data = JSON.stringify({ writer, number, text: "x".repeat(300) });
    return { id, type: "Numbered", data, metadata: "{}" };
  });
  const expected = number === 0 ? "no-stream" : revision(number * 2 - 1);
  return store.append(streamOf(writer), expected, events, instant(0));
}
