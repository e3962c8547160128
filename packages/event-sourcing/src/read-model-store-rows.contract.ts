import assert from "node:assert/strict";
import fc from "fast-check";
import { position } from "./brands.ts";
import type { Check } from "./contract.ts";
import { fingerprint } from "./fingerprint.ts";
import { sample, sampleRow, scanned, written } from "./read-model-store-samples.contract.ts";
import type { Condition, ReadModelState, ReadModelStore, Row, Select } from "./read-model-store.ts";

export const rowChecks: readonly Check<ReadModelStore>[] = [
  {
    name: "a snapshot shows one state of the tables, whatever is committed meanwhile",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      await written(store, [sampleRow("a", 1, { amount: 2 })]);
      const look = async (state: ReadModelState) => ({
        at: await state.checkpoint("samples"),
        loaded: await state.load(sample, [["a", 1]], "live"),
        rows: await state.select(sample, {}),
        count: await state.count(sample, []),
        scanned: await Array.fromAsync(state.scan(sample, "live")),
      });
      const before = await look(store);
      const changed = sampleRow("a", 1, { amount: 5 });
      const seen = await store.snapshot(async (state) => {
        await written(store, [changed, sampleRow("b", 1)], { from: 1n, to: 2n });
        return [await look(state), await look(state)];
      });
      assert.deepEqual(seen, [before, before]);
      assert.equal(await store.snapshot((state) => state.count(sample, [])), 2);
    },
  },
  {
    name: "in a snapshot too, a table that was never installed reads as empty; what fails in one ends it",
    check: async (open) => {
      const store = await open();
      const none = store.snapshot(async (state) => {
        return [...(await state.select(sample, {})), await state.count(sample, [])];
      });
      assert.deepEqual(await none, [0]);
      await assert.rejects(
        store.snapshot(() => Promise.reject(new Error("the work failed"))),
        /the work failed/,
      );
      assert.equal(await store.count(sample, []), 0);
    },
  },
  {
    name: "a table that was never installed reads as empty",
    check: async (open) => {
      const store = await open();
      assert.deepEqual(await store.load(sample, [["a", 1]], "live"), []);
      assert.deepEqual(await store.select(sample, {}), []);
      assert.equal(await store.count(sample, []), 0);
      assert.deepEqual(await scanned(store), []);
      assert.deepEqual(await scanned(store, "rebuilt"), []);
      assert.equal(await store.checkpoint("samples"), null);
    },
  },
  {
    name: "rows come back as they were put, every cell of its type",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      await store.install([sample], "live");
      const rows = [
        sampleRow("a", 1, {
          note: "Größe '\" \u{1F469}",
          amount: Number.MAX_SAFE_INTEGER,
          open: true,
        }),
        sampleRow("a", 2, { note: "", amount: Number.MIN_SAFE_INTEGER, open: false }),
        sampleRow("b", 1),
      ];
      await written(store, rows);
      const keys = [
        ["b", 1],
        ["a", 2],
        ["c", 9],
        ["a", 1],
      ];
      const loaded = await store.load(sample, keys, "live");
      assert.equal(loaded.length, 3);
      for (const row of rows) assert(loaded.some((other) => isDeepEqual(row, other)));
      assert.deepEqual(await store.select(sample, {}), rows);
      assert.deepEqual(Object.keys(loaded[0] ?? {}), Object.keys(sample.columns));
    },
  },
  {
    name: "putting a row again replaces it, removing it takes it away, both once and again",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      await written(store, [sampleRow("a", 1, { note: "old" }), sampleRow("b", 1)]);
      const next = sampleRow("a", 1, { amount: 5 });
      await written(store, [next], {
        from: 1n,
        to: 2n,
        remove: [
          ["b", 1],
          ["c", 1],
        ],
      });
      assert.deepEqual(await scanned(store), [next]);
      assert.equal(await store.count(sample, []), 1);
    },
  },
  {
    name: "a batch moves the checkpoint from where it stood, or nothing is written",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      const far = 2n ** 53n - 1n;
      await written(store, [sampleRow("a", 1)], { to: far - 1n });
      await written(store, [sampleRow("a", 2)], { from: far - 1n, to: far });
      for (const from of [null, position(1n)]) {
        const write = { table: sample, put: [sampleRow("b", 1)], remove: [["a", 1]] };
        const batch = { from, to: position(9n), writes: [write], generation: "live" } as const;
        assert.equal(await store.commit({ readers: ["samples"], ...batch }), "stale");
      }
      assert.equal(await store.checkpoint("samples"), far);
      assert.equal(await store.checkpoint("others"), null);
      assert.equal(await store.count(sample, []), 2);
    },
  },
  {
    name: "a batch that fails half-way leaves nothing",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      const broken = sampleRow("b", 1, { amount: 1.5 });
      await assert.rejects(written(store, [sampleRow("a", 1), broken]));
      assert.deepEqual(await scanned(store), []);
      assert.equal(await store.checkpoint("samples"), null);
      await written(store, [sampleRow("a", 1)]);
    },
  },
  {
    name: "conditions, order, limit and offset choose rows as a plain filter and sort would",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      const rows = ["a", "b", "\u00E9", "z"].flatMap((team, first) =>
        [9, 10, 100].map((place, second) =>
          sampleRow(team, place, {
            note: second === 0 ? null : `n${(first + second) % 3}`,
            amount: first === 1 ? null : (first * second) % 4,
            open: second === 2 ? null : second === 1,
          }),
        ),
      );
      await written(store, rows);
      const chosen = async (query: Select) =>
        (await store.select(sample, query)).map((row) => `${row["team"]}${row["place"]}`);
      const where = async (...conditions: Condition[]) => {
        const found = await chosen({ where: conditions });
        assert.equal(await store.count(sample, conditions), found.length);
        return found.join(" ");
      };
      const team = (name: string) => ({ column: "team", is: name });
      assert.equal(await where(team("b")), "b9 b10 b100");
      assert.equal(await where({ column: "open", is: true }), "a10 b10 z10 \u00E910");
      assert.equal(await where({ column: "open", is: null }, team("a")), "a100");
      assert.equal(await where({ column: "open", in: [null, false] }, team("a")), "a9 a100");
      assert.equal(
        await where({ column: "team", in: ["z", "a"] }, { column: "place", in: [9, 7] }),
        "a9 z9",
      );
      assert.equal(await where({ column: "team", in: [] }), "");
      assert.equal(await where({ column: "team", after: "b", below: "\u00E9" }), "z9 z10 z100");
      assert.equal(await where({ column: "team", after: "z" }), "\u00E99 \u00E910 \u00E9100");
      assert.equal(await where({ column: "place", atLeast: 10 }, team("a")), "a10 a100");
      assert.equal(await where({ column: "amount", below: 9 }, team("b")), "");
      const descending = (column: string) => [{ column, descending: true }];
      const ascending = [{ column: "amount" }];
      const last = { order: descending("team"), limit: 2, offset: 2 };
      assert.deepEqual(await chosen({ order: ascending, limit: 4 }), ["b9", "b10", "b100", "a9"]);
      const most = await chosen({ order: descending("amount"), limit: 4 });
      assert.deepEqual(most, ["z10", "z100", "\u00E910", "a9"]);
      assert.equal((await chosen({ order: descending("amount") })).at(-1), "b100");
      assert.deepEqual(await chosen(last), ["\u00E9100", "z9"]);
      assert.deepEqual(await chosen({ offset: 11 }), ["\u00E9100"]);
      assert.deepEqual(await chosen({ limit: 0 }), []);
      const some = await store.select(sample, { columns: ["open", "place"], where: [team("a")] });
      assert.deepEqual(some, [
        { open: false, place: 9 },
        { open: true, place: 10 },
        { open: null, place: 100 },
      ]);
    },
  },
  {
    name: "a scan gives all rows by their keys: text by its UTF-8 bytes, integers by value",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      // No store is given U+0000, and a batch puts each key once.
      const name = fc
        .string({ unit: "binary", maxLength: 3 })
        .map((text) => text.replaceAll("\0", ""));
      const names = fc.uniqueArray(name, { maxLength: 60 });
      let at: bigint | undefined;
      await fc.assert(
        fc.asyncProperty(names, async (teams) => {
          const rows = teams.flatMap((team) => [10, -1, 9].map((place) => sampleRow(team, place)));
          const remove = (await scanned(store)).map((row) => [
            row["team"] ?? "",
            row["place"] ?? 0,
          ]);
          const to = (at ?? 0n) + 1n;
          await written(store, rows, { remove, to, ...(at === undefined ? {} : { from: at }) });
          at = to;
          assert.deepEqual(await scanned(store), rows.toSorted(byKey));
        }),
        { numRuns: 20 },
      );
    },
  },
  {
    name: "the same rows have the same hash in every store",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      await written(store, [
        sampleRow("\u{10000}", 1, { note: "\u{1F469}" }),
        sampleRow("\uFFFD", 1),
        sampleRow("\u00E9", 1),
        sampleRow("a", 1, { note: '"\\\n\u2028', amount: 0, open: true }),
        sampleRow("B", 10, { note: "", amount: Number.MIN_SAFE_INTEGER, open: false }),
        sampleRow("B", 9),
        sampleRow("B", -1, { note: "\u00E9", amount: Number.MAX_SAFE_INTEGER, open: true }),
      ]);
      // Of the rows as canonical JSON, written and hashed by other means.
      const hash = "9c053c33388ed208811b8ffecd1d832393644f459d03c6d07016b6ad4313c66c";
      assert.deepEqual(await fingerprint(store, sample, "live"), { rows: 7, hash });
    },
  },
];

const byKey = (one: Row, other: Row): number =>
  Buffer.compare(Buffer.from(String(one["team"])), Buffer.from(String(other["team"]))) ||
  Number(one["place"]) - Number(other["place"]);

const isDeepEqual = (one: unknown, other: unknown): boolean => {
  try {
    assert.deepEqual(one, other);
    return true;
  } catch {
    return false;
  }
};
