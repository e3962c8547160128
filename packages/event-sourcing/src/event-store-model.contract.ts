import assert from "node:assert/strict";
import fc from "fast-check";
import { revision, type StreamName } from "./brands.ts";
import type { Check } from "./contract.ts";
import {
  handedOver,
  newStream,
  noon,
  readLog,
  sampleEvents,
} from "./event-store-samples.contract.ts";
import type { EventStore, ExpectedRevision, NewEvent } from "./event-store.ts";

/** One random step: an append that is new (`count` events, `off` from the right revision) or an earlier one again. */
const step = fc.oneof(
  fc.record({
    stream: fc.nat({ max: 2 }),
    count: fc.integer({ min: 1, max: 4 }),
    off: fc.constantFrom(0, 0, 0, -1, -2, 1),
  }),
  fc.record({ again: fc.nat() }),
);

interface Append {
  readonly stream: StreamName;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

/** A stream is a list; an append is taken at its end, or when the list already holds it there. */
function appendToModel(model: Map<StreamName, NewEvent[]>, { stream, expected, events }: Append) {
  const list = model.get(stream) ?? [];
  const first = expected === "no-stream" ? 0 : expected + 1;
  if (first === list.length) model.set(stream, [...list, ...events]);
  const there = (model.get(stream) ?? []).slice(first, first + events.length);
  return there.length === events.length && events.every(({ id }, index) => there[index]?.id === id);
}

export const modelChecks: readonly Check<EventStore>[] = [
  {
    name: "random appends, new, stale and repeated, leave what a list per stream would hold",
    check: async (open) => {
      const store = await open();
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { maxLength: 40 }),
          fc.integer({ min: 1, max: 9 }),
          (steps, page) => compare(store, steps, page),
        ),
        { numRuns: 30 },
      );
    },
  },
];

type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;

async function compare(store: EventStore, steps: readonly Step[], page: number): Promise<void> {
  const streams = [newStream(), newStream(), newStream()] as const;
  const model = new Map<StreamName, NewEvent[]>();
  const done: Append[] = [];
  for (const next of steps) {
    const append =
      "again" in next ? done[next.again % done.length] : newAppend(next, streams, model);
    if (append === undefined) continue;
    done.push(append);
    const taken = appendToModel(model, append);
    const outcome = await store.append(append.stream, append.expected, append.events, noon);
    assert.equal(outcome.kind, taken ? "committed" : "conflict");
  }
  const log = await readLog(store, 500);
  for (const stream of streams) {
    const wanted = model.get(stream) ?? [];
    const stored = await readPages(store, stream, page);
    assert.deepEqual(stored.map(handedOver), wanted);
    assert.deepEqual(
      log.filter((event) => event.stream === stream),
      stored,
    );
    const backwards = { direction: "backwards", limit: 1_000 } as const;
    assert.deepEqual(await store.readStream(stream, backwards), stored.toReversed());
  }
}

function newAppend(
  next: Exclude<Step, { again: number }>,
  streams: readonly StreamName[],
  model: Map<StreamName, NewEvent[]>,
): Append | undefined {
  const stream = streams[next.stream];
  if (stream === undefined) return undefined;
  const last = (model.get(stream)?.length ?? 0) - 1 + next.off;
  return {
    stream,
    expected: last < 0 ? "no-stream" : revision(last),
    events: sampleEvents(next.count),
  };
}

async function readPages(store: EventStore, stream: StreamName, limit: number) {
  const events = [];
  for (;;) {
    const page = await store.readStream(stream, { from: revision(events.length), limit });
    if (page.length === 0) return events;
    events.push(...page);
  }
}
