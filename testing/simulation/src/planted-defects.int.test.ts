import {
  revision,
  type EventStore,
  type ReadModelStore,
  type StoredEvent,
} from "@docket/event-sourcing";
import { expect, test } from "vitest";
import type { Mutations } from "./roles.ts";
import { simulate, type Outcome } from "./simulate.ts";

/** The first seed that finds something, of so many. */
async function found(mutate: () => Mutations, seeds: number): Promise<Outcome | undefined> {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const outcome = await simulate({ seed, tickets: 200, mutate: mutate() });
    if (outcome.problems.length > 0) return outcome;
  }
  return undefined;
}

/** A store whose reader is given something else than is there, in every page and without a gap that shows. */
const readAs = (
  store: EventStore,
  change: (events: readonly StoredEvent[]) => readonly StoredEvent[],
): EventStore => ({
  ...store,
  readAll: async (options) => change(await store.readAll(options)),
  readStream: async (...read) => change(await store.readStream(...read)),
});

const moved = (event: StoredEvent, by: number): StoredEvent => ({
  ...event,
  revision: revision(event.revision + by),
});
const isVictim = ({ type }: StoredEvent): boolean => type === "messageReceived";

test("a projector that passes over one event is found", async () => {
  const mutate = (): Mutations => {
    let victim: StoredEvent | undefined;
    const skip = (events: readonly StoredEvent[]) => {
      victim ??= events.find(isVictim);
      return events.flatMap((event) => {
        if (event.stream !== victim?.stream || event.revision < victim.revision) return [event];
        return event.revision === victim.revision ? [] : [moved(event, -1)];
      });
    };
    return {
      store: (store, { role }) => (role === "projector" ? readAs(store, skip) : store),
    };
  };
  const outcome = await found(mutate, 5);
  expect(outcome?.problems.join()).toMatch(/tickets is not as rebuilt/);
});

test("a projector that applies one event twice is found", async () => {
  const mutate = (): Mutations => {
    let victim: StoredEvent | undefined;
    const twice = (events: readonly StoredEvent[]) => {
      victim ??= events.find(isVictim);
      return events.flatMap((event) => {
        if (event.stream !== victim?.stream || event.revision < victim.revision) return [event];
        if (event.revision === victim.revision) return [event, moved(event, 1)];
        return [moved(event, 1)];
      });
    };
    return {
      store: (store, { role }) => (role === "projector" ? readAs(store, twice) : store),
    };
  };
  const outcome = await found(mutate, 5);
  expect(outcome?.problems.join()).toMatch(/is not as rebuilt/);
});

test("an event from which nothing follows in the other ticket is found", async () => {
  const mutate = (): Mutations => {
    let victim: StoredEvent | undefined;
    const forgetful = (store: EventStore): EventStore => ({
      ...store,
      async readAll(options) {
        const page = await store.readAll(options);
        victim ??= page.find(({ type }) => type === "merged");
        return page.filter(({ id }) => id !== victim?.id);
      },
    });
    return {
      store: (store, { role }) => (role === "command-api" ? forgetful(store) : store),
    };
  };
  const outcome = await found(mutate, 5);
  expect(outcome?.problems.join()).toMatch(/absorb .*: 0 times/);
});

test("a command that is acknowledged before its commit is found", async () => {
  const early = (store: EventStore): EventStore => ({
    ...store,
    async append(stream, expected, events, recordedAt) {
      const head = await store.head().catch(() => null);
      void store.append(stream, expected, events, recordedAt).catch(() => undefined);
      const first = expected === "no-stream" ? 0 : expected + 1;
      if (head === null) return store.append(stream, expected, events, recordedAt);
      const last = revision(first + events.length - 1);
      return {
        kind: "committed",
        first: revision(first),
        last,
        position: head,
        recordedAt,
        repeated: false,
      };
    },
  });
  const mutate = (): Mutations => ({
    store: (store, { role }) => (role === "command-api" ? early(store) : store),
  });
  const outcome = await found(mutate, 5);
  expect(outcome?.problems.join()).toMatch(/events told, 0 written|events told, 1 written/);
});

test("a checkpoint that is written without its rows is found", async () => {
  const ahead = (readModels: ReadModelStore): ReadModelStore => {
    let commits = 0;
    return {
      ...readModels,
      commit(batch) {
        commits += 1;
        return readModels.commit(commits === 20 ? { ...batch, writes: [] } : batch);
      },
    };
  };
  const mutate = (): Mutations => ({
    readModels: (store, { role }) => (role === "projector" ? ahead(store) : store),
  });
  const outcome = await found(mutate, 5);
  expect(outcome?.problems.join()).toMatch(/is not as rebuilt/);
});

test("a projector that goes on as if it had written what another overtook is found", async () => {
  const mutate = (): Mutations => ({
    readModels: (store, { role }) =>
      role === "projector"
        ? { ...store, commit: (batch) => store.commit(batch).then(() => "committed" as const) }
        : store,
  });
  const outcome = await found(mutate, 9);
  expect(outcome?.problems.join()).toMatch(/is not as rebuilt/);
});

test("a sweeper that passes over what is due is found", async () => {
  const mutate = (): Mutations => ({
    readModels: (store, { role }) =>
      role === "deadlines"
        ? { ...store, select: async (...query) => (await store.select(...query)).slice(1) }
        : store,
  });
  const outcome = await found(mutate, 5);
  expect(outcome?.problems.join()).toMatch(/was passed, and not told/);
});
