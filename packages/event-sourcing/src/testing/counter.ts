import type { Aggregate } from "../aggregate.ts";
import { instant, streamName, subject, subjectNamed, type StreamName } from "../brands.ts";
import { manualClock } from "../clock.ts";
import { createCodec, type EventFormat } from "../codec.ts";
import { createCommandHandler } from "../command-handler.ts";
import type { CommandLike, HandlingRefusals } from "../command-result.ts";
import { accept, refuse } from "../decider.ts";
import type { Ground } from "../draft.ts";
import type { EventStore } from "../event-store.ts";
import { memoryEventStore } from "../event-store.memory.ts";
import type { KeyStore } from "../key-store.ts";
import { memoryKeyStore } from "../key-store.memory.ts";

/** A counter that must not go over its limit: the smallest aggregate that can accept, refuse and have no effect. */

export interface CounterCommand extends CommandLike {
  /** `fail` is a defect of the decider. */
  readonly type: "add" | "fail";
  readonly counterId: string;
  readonly amount: number;
  /** Personal. One event for each note; without any, one event. */
  readonly notes?: readonly string[];
  /** Whose key protects the notes; default: the counter's own. */
  readonly of?: string;
}
export type CounterEvent =
  | { readonly type: "added"; readonly data: { readonly amount: number; readonly note?: string } }
  | { readonly type: "noEffect"; readonly data: Record<never, never> }
  | { readonly type: "overflowed"; readonly data: { readonly refusal: CounterRefusal } };
export interface CounterRefusal {
  readonly code: string;
  readonly detail?: number | string | null;
}
export interface Counter {
  readonly total: number;
  readonly notes: readonly string[];
}

const counterFormats: ReadonlyMap<string, EventFormat> = new Map([
  ["added", { version: 1, personal: { note: true } }],
  ["noEffect", { version: 1 }],
  ["overflowed", { version: 1 }],
]);

export const counterCodec = createCodec<CounterEvent>(counterFormats);
export const counterStream = (counterId: string): StreamName => streamName("counter", counterId);

/** @param limit what deciding asks outside; it may change */
const counterAggregate = (
  limit: () => number,
  begins: boolean,
): Aggregate<Counter, CounterCommand, CounterEvent, CounterRefusal, number> => ({
  decider: {
    initial: { total: 0, notes: [] },
    decide(state, { type, amount, notes }, most) {
      if (type === "fail") throw new TypeError("a defect");
      if (amount === 0) return accept<CounterEvent>({ type: "noEffect", data: {} });
      if (state.total + amount > most) return refuse({ code: "OVER_LIMIT" });
      const [first, ...rest] = notes ?? [];
      const opening = { amount, ...(first === undefined ? {} : { note: first }) };
      const others = rest.map((note) => ({ type: "added" as const, data: { amount: 0, note } }));
      return accept<CounterEvent>({ type: "added", data: opening }, ...others);
    },
    evolve(state, { type, data }) {
      if (type !== "added") return state;
      const notes = data.note === undefined ? state.notes : [...state.notes, data.note];
      return { total: state.total + data.amount, notes };
    },
  },
  stream: ({ counterId }) => counterStream(counterId),
  begins: () => begins,
  subject: (_state, { counterId, of }) =>
    of === undefined ? subject("ticket", counterId) : subjectNamed(of),
  context: async () => ({ found: true, value: limit() }),
  recording: {
    toEvent: (_command, refusal) => ({ type: "overflowed", data: { refusal } }),
    fromEvent: (event) => (event.type === "overflowed" ? event.data.refusal : undefined),
  },
});

const refusals: HandlingRefusals<CounterRefusal> = {
  commandIdReused: () => ({ code: "REUSED" }),
  staleRevision: (actual) => ({ code: "STALE", detail: actual }),
  subjectErased: (erased) => ({ code: "ERASED", detail: erased }),
  tooLarge: (_bytes, limit) => ({ code: "TOO_LARGE", detail: limit }),
  storeUnavailable: () => ({ code: "UNAVAILABLE" }),
  unreadable: () => ({ code: "UNREADABLE" }),
};

/**
 * A world in memory: what outlives a handler, and handlers on it.
 * @param given `begins`: each command is taken for the first of its stream
 */
export function counterWorld({
  store = memoryEventStore(),
  keys = memoryKeyStore(),
  begins = false,
}: { readonly store?: EventStore; readonly keys?: KeyStore; readonly begins?: boolean } = {}) {
  const world = {
    store,
    keys,
    clock: manualClock(instant(Date.UTC(2026, 0, 5))),
    limit: 1_000_000,
    /** The waits between tries, in milliseconds; none is really waited. */
    waits: [] as number[],
    /** As after a restart: nothing in memory. */
    handler(through: EventStore = store) {
      const { clock } = world;
      const ground: Ground<CounterEvent, CounterRefusal> = {
        store: through,
        keys,
        codec: counterCodec,
        clock,
        refusals,
      };
      const sleep = async (milliseconds: number) => void world.waits.push(milliseconds);
      const backoff = { first: 10, most: 100, random: () => 0.5, sleep };
      return createCommandHandler(
        counterAggregate(() => world.limit, begins),
        ground,
        { backoff, hot: 8 },
      );
    },
    async events(counterId = "a") {
      const stored = await store.readStream(counterStream(counterId), { limit: 100_000 });
      return stored.map(({ type, data, revision, metadata }) => {
        const { commandId }: { commandId: string } = JSON.parse(metadata);
        const parsed: unknown = JSON.parse(data);
        return { type, data: parsed, revision: Number(revision), commandId };
      });
    },
  };
  return world;
}

export const add = (
  commandId: string,
  amount = 1,
  more: Partial<CounterCommand> = {},
): CounterCommand => ({
  type: "add",
  counterId: "a",
  commandId,
  amount,
  actor: { id: "ann", role: "agent" },
  ...more,
});
