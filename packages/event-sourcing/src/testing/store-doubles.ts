import type { AppendOutcome, EventStore } from "../event-store.ts";

/** What may befall an append. `lost answer`: it is stored, and the caller is not told. */
export type Fault = "none" | "not stored" | "lost answer";

const unknown: AppendOutcome = { kind: "unknown", cause: new Error("the connection was lost") };

/** A store whose appends meet these faults, one after another; afterwards all is well. */
export function faultyStore(store: EventStore, faults: Iterable<Fault>): EventStore {
  const script = faults[Symbol.iterator]();
  return {
    ...store,
    async append(...append) {
      const next = script.next();
      const fault = next.done === true ? "none" : next.value;
      if (fault === "not stored") return unknown;
      const outcome = await store.append(...append);
      return fault === "lost answer" ? unknown : outcome;
    },
  };
}

/** A store that counts its appends and the events of each. */
export function countingStore(store: EventStore) {
  const appends: number[] = [];
  const counting: EventStore = {
    ...store,
    append(stream, expected, events, recordedAt) {
      appends.push(events.length);
      return store.append(stream, expected, events, recordedAt);
    },
  };
  return { store: counting, appends };
}

/** A store each of whose answers waits until `turn` lets it go. */
export const waitingStore = (store: EventStore, turn: () => Promise<void>): EventStore => ({
  ...store,
  async append(...append) {
    await turn();
    const outcome = await store.append(...append);
    await turn();
    return outcome;
  },
  async readStream(...read) {
    await turn();
    const page = await store.readStream(...read);
    await turn();
    return page;
  },
});
