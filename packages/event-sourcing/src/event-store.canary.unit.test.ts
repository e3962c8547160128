import { describe, expect, test } from "vitest";
import { revision } from "./brands.ts";
import { runCheck } from "./contract.ts";
import { eventStoreContract } from "./event-store.contract.ts";
import { memoryEventStore, memoryLog } from "./event-store.memory.ts";
import { InvalidAppend, type AppendOutcome, type EventStore } from "./event-store.ts";

/** An event store with one fault, by the words of the contract that must catch it. */
interface Broken {
  readonly fault: string;
  readonly caughtBy: string;
  readonly breaks: (sound: EventStore) => Partial<EventStore>;
}

async function lastRevision(store: EventStore, stream: Parameters<EventStore["append"]>[0]) {
  const [last] = await store.readStream(stream, { direction: "backwards", limit: 1 });
  return last?.revision ?? "no-stream";
}

const brokenStores: readonly Broken[] = [
  {
    fault: "forgets that an append was already taken",
    caughtBy: "2,000 events and a reopening later",
    breaks: (sound) => ({
      async append(stream, expected, events, recordedAt) {
        const last = await lastRevision(sound, stream);
        if (expected === last) return sound.append(stream, expected, events, recordedAt);
        if (events.length === 0) throw new InvalidAppend();
        return { kind: "conflict", actual: last === "no-stream" ? null : last };
      },
    }),
  },
  {
    fault: "remembers what it took only until it is closed",
    caughtBy: "2,000 events and a reopening later",
    breaks: (sound) => {
      const taken = new Set<string>();
      return {
        async append(stream, expected, events, recordedAt) {
          const last = await lastRevision(sound, stream);
          const again = events.every((event) => taken.has(event.id));
          if (expected !== last && !again) return { kind: "conflict", actual: null };
          for (const event of events) taken.add(event.id);
          return sound.append(stream, expected, events, recordedAt);
        },
      };
    },
  },
  {
    fault: "gives a repeated append a new outcome",
    caughtBy: "2,000 events and a reopening later",
    breaks: (sound) => ({
      async append(stream, expected, events, recordedAt) {
        const outcome = await sound.append(stream, expected, events, recordedAt);
        const position = (await sound.head()) ?? undefined;
        return outcome.kind === "committed" && position ? { ...outcome, position } : outcome;
      },
    }),
  },
  {
    fault: "appends on a conflict",
    caughtBy: "another is a conflict",
    breaks: (sound) => ({
      async append(stream, expected, events, recordedAt) {
        const outcome = await sound.append(stream, expected, events, recordedAt);
        if (outcome.kind !== "conflict") return outcome;
        return sound.append(stream, outcome.actual ?? "no-stream", events, recordedAt);
      },
    }),
  },
  {
    fault: "takes a revision that is too high for the end of the stream",
    caughtBy: "another is a conflict",
    breaks: (sound) => ({
      async append(stream, expected, events, recordedAt) {
        const last = await lastRevision(sound, stream);
        const ahead = expected !== "no-stream" && (last === "no-stream" || expected > last);
        return sound.append(stream, ahead ? last : expected, events, recordedAt);
      },
    }),
  },
  {
    fault: "recognises a repeated append by its first id alone",
    caughtBy: "other ids at a revision already taken",
    breaks: (sound) => ({
      async append(stream, expected, events, recordedAt) {
        const outcome = await sound.append(stream, expected, events, recordedAt);
        if (outcome.kind !== "conflict" || events.length < 2) return outcome;
        return sound.append(stream, expected, events.slice(0, 1), recordedAt);
      },
    }),
  },
  {
    fault: "takes an id once, whatever the revision",
    caughtBy: "the same id at a newer revision",
    breaks: (sound) => {
      const first = new Map<string, AppendOutcome>();
      return {
        async append(stream, expected, events, recordedAt) {
          const known = first.get(events[0]?.id ?? "");
          if (known?.kind === "committed") return known;
          const outcome = await sound.append(stream, expected, events, recordedAt);
          first.set(events[0]?.id ?? "", outcome);
          return outcome;
        },
      };
    },
  },
  {
    fault: "writes an append event by event",
    caughtBy: "refused whole",
    breaks: (sound) => ({
      async append(stream, expected, events, recordedAt) {
        let outcome = await sound.append(stream, expected, events.slice(0, 1), recordedAt);
        for (const event of events.slice(1)) {
          if (outcome.kind !== "committed") return outcome;
          outcome = await sound.append(stream, outcome.last, [event], recordedAt);
        }
        return outcome;
      },
    }),
  },
  {
    fault: "tells each of two rivals that it won",
    caughtBy: "exactly one wins",
    breaks: (sound) => ({
      async append(stream, expected, events, recordedAt) {
        const last = await lastRevision(sound, stream);
        const outcome = await sound.append(stream, expected, events, recordedAt);
        if (outcome.kind !== "conflict" || last !== expected) return outcome;
        return sound.append(stream, outcome.actual ?? "no-stream", events, recordedAt);
      },
    }),
  },
  {
    fault: "lets one append that fails take those beside it with it",
    caughtBy: "each has its own outcome",
    breaks: (sound) => {
      let failing: Promise<unknown> = Promise.resolve();
      return {
        append(stream, expected, events, recordedAt) {
          const outcome = sound.append(stream, expected, events, recordedAt);
          failing = Promise.all([failing, outcome]);
          return failing.then(() => outcome);
        },
      };
    },
  },
  {
    fault: "takes any size",
    caughtBy: "256 KiB",
    breaks: (sound) => ({
      async append(stream, expected, events, recordedAt) {
        const small = events.map((event) =>
          event.data.length > 1_000 ? { ...event, data: "{}" } : event,
        );
        return sound.append(stream, expected, small, recordedAt);
      },
    }),
  },
  {
    fault: "normalises text",
    caughtBy: "to the byte",
    breaks: (sound) => ({
      async append(stream, expected, events, recordedAt) {
        const tidy = events.map((event) => ({ ...event, data: event.data.normalize("NFC") }));
        return sound.append(stream, expected, tidy, recordedAt);
      },
    }),
  },
  {
    fault: "records the caller's clock even when it goes back",
    caughtBy: "never goes back",
    breaks: (sound) => ({
      async append(stream, expected, events, recordedAt) {
        const outcome = await sound.append(stream, expected, events, recordedAt);
        return outcome.kind === "committed" ? { ...outcome, recordedAt } : outcome;
      },
    }),
  },
  {
    fault: "reads the log stream by stream",
    caughtBy: "order of its commits",
    breaks: (sound) => ({
      async readAll(options) {
        const page = await sound.readAll(options);
        return page.toSorted((a, b) => (a.stream < b.stream ? -1 : Number(a.stream > b.stream)));
      },
    }),
  },
  {
    fault: "skips the first event of each later page of the log",
    caughtBy: "order of its commits",
    breaks: (sound) => ({
      async readAll({ after, limit }) {
        const page = await sound.readAll({ after, limit: after === null ? limit : limit + 1 });
        return after === null ? page : page.slice(1);
      },
    }),
  },
  {
    fault: "reads a stream from a revision exclusive",
    caughtBy: "from a revision inclusive",
    breaks: (sound) => ({
      readStream: (stream, { from, ...options }) =>
        sound.readStream(stream, {
          ...options,
          ...(from === undefined ? {} : { from: revision(from + 1) }),
        }),
    }),
  },
  {
    fault: "sleeps past an event that came before it was asked",
    caughtBy: "changed wakes",
    breaks: (sound) => ({
      changed: async (_after, signal) => sound.changed(await sound.head(), signal),
    }),
  },
];

describe("the event store contract catches a store that", () => {
  test.concurrent.each(brokenStores)("$fault", async ({ breaks, caughtBy }) => {
    const checks = eventStoreContract.filter(({ name }) => name.includes(caughtBy));
    expect(checks).toHaveLength(1);
    for (const check of checks) {
      const log = memoryLog();
      const open = async () => {
        const sound = memoryEventStore(log);
        return { ...sound, ...breaks(sound) };
      };
      await expect(runCheck(check, open)).rejects.toThrow();
    }
  });

  test("forgets everything when it is closed", async () => {
    const failed: string[] = [];
    for (const check of eventStoreContract) {
      await runCheck(check, async () => memoryEventStore()).catch(() => failed.push(check.name));
    }
    expect(failed).toContain("everything is there after a reopening");
  });
});
