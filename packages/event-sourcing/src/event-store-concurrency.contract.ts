import assert from "node:assert/strict";
import { revision } from "./brands.ts";
import type { Check } from "./contract.ts";
import {
  handedOver,
  newStream,
  noon,
  readLog,
  readWhole,
  sampleEvents,
} from "./event-store-samples.contract.ts";
import type { EventStore } from "./event-store.ts";

const writers = 64;

export const concurrencyChecks: readonly Check<EventStore>[] = [
  {
    name: "of 64 writers on one stream exactly one wins each revision, and its events stay together",
    check: async (open) => {
      const store = await open();
      const stream = newStream();
      const won: string[] = [];
      for (let round = 0; round < 8; round += 1) {
        const expected = round === 0 ? "no-stream" : revision(round * 3 - 1);
        const tries = Array.from({ length: writers }, () => sampleEvents(3));
        const outcomes = await Promise.all(
          tries.map((events) => store.append(stream, expected, events, noon)),
        );
        const winners = tries.filter((_, index) => outcomes[index]?.kind === "committed");
        assert.equal(winners.length, 1, `${winners.length} winners in round ${round}`);
        won.push(...winners.flat().map((event) => event.id));
        const losers = outcomes.filter((outcome) => outcome.kind === "conflict");
        assert.equal(losers.length, writers - 1);
        for (const loser of losers) assert.equal(loser.actual, round * 3 + 2);
      }
      assert.deepEqual(
        (await readWhole(store, stream)).map((event) => event.id),
        won,
      );
    },
  },
  {
    name: "64 writers that read, append and try again all get in, each once",
    check: async (open) => {
      const store = await open();
      const stream = newStream();
      const tries = Array.from({ length: writers }, () => sampleEvents(2));
      await Promise.all(
        tries.map(async (events) => {
          for (;;) {
            const [last] = await store.readStream(stream, { direction: "backwards", limit: 1 });
            const outcome = await store.append(stream, last?.revision ?? "no-stream", events, noon);
            if (outcome.kind === "committed") return;
          }
        }),
      );
      const stored = (await readWhole(store, stream)).map(handedOver);
      assert.equal(stored.length, writers * 2);
      for (const events of tries) {
        const start = stored.findIndex((event) => event.id === events[0]?.id);
        assert.deepEqual(stored.slice(start, start + 2), events);
      }
    },
  },
  {
    name: "of many appends in flight each has its own outcome: one that fails takes no other with it",
    check: async (open) => {
      const store = await open();
      const streams = Array.from({ length: writers }, newStream);
      const outcomes = await Promise.allSettled(
        streams.map((stream, index) => {
          if (index % 4 === 1) return store.append(stream, revision(7), sampleEvents(2), noon);
          return store.append(stream, "no-stream", sampleEvents(index % 4 === 2 ? 0 : 2), noon);
        }),
      );
      const kinds = outcomes.map((one) =>
        one.status === "fulfilled" ? one.value.kind : "invalid",
      );
      const wanted = ["committed", "conflict", "invalid", "committed"];
      assert.deepEqual(
        kinds,
        streams.map((_, index) => wanted[index % 4]),
      );
      assert.equal((await readLog(store)).length, writers);
    },
  },
];
