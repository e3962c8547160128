import assert from "node:assert/strict";
import { position } from "./brands.ts";
import type { Check } from "./contract.ts";
import { sample, sampleRow, scanned, written } from "./read-model-store-samples.contract.ts";
import type { ReadModelStore, Table } from "./read-model-store.ts";

const newer: Table = {
  name: "sample",
  version: 2,
  columns: { ...sample.columns, added: "text" },
  key: ["team", "place"],
  indexes: [["note"], ["added"]],
};

export const rebuildChecks: readonly Check<ReadModelStore>[] = [
  {
    name: "a rebuild stands beside the live rows, with a checkpoint of its own, until the switch",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      await written(store, [sampleRow("a", 1, { note: "live" })], { to: 5n });
      await store.install([sample], "rebuilt");
      const rebuilt = [sampleRow("a", 1, { note: "rebuilt" }), sampleRow("b", 1)];
      await written(store, rebuilt.slice(0, 1), { generation: "rebuilt", to: 3n });
      await written(store, rebuilt.slice(1), { generation: "rebuilt", from: 3n, to: 7n });
      assert.equal(await store.checkpoint("samples"), 5n);
      assert.equal(await store.checkpoint("samples:rebuilt"), 7n);
      assert.deepEqual(await scanned(store), [sampleRow("a", 1, { note: "live" })]);
      assert.deepEqual(await scanned(store, "rebuilt"), rebuilt);
      assert.deepEqual(await store.load(sample, [["b", 1]], "rebuilt"), rebuilt.slice(1));
      assert.equal(await store.count(sample, [], "rebuilt"), 2);
      await store.switch([sample], ["samples"], position(7n));
      assert.equal(await store.checkpoint("samples"), 7n);
      assert.deepEqual(await scanned(store), rebuilt);
      assert.deepEqual(await scanned(store, "rebuilt"), []);
      await written(store, [sampleRow("c", 1)], { from: 7n, to: 8n });
    },
  },
  {
    name: "the version of a live table is that of its installation, until a rebuilt one takes its place",
    check: async (open) => {
      const store = await open();
      const versions = async () => [...(await store.versions())];
      assert.deepEqual(await versions(), []);
      await store.install([sample], "live");
      await store.install([newer], "live");
      await store.install([newer], "rebuilt");
      assert.deepEqual(await versions(), [["sample", 1]]);
      await store.discard([newer], ["samples:rebuilt"]);
      assert.deepEqual(await versions(), [["sample", 1]]);
      await store.install([newer], "rebuilt");
      await store.switch([newer], ["samples"], null);
      assert.deepEqual(await versions(), [["sample", 2]]);
    },
  },
  {
    name: "rows for a table that has another version by now are refused, and nothing of their batch is written",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      await written(store, [sampleRow("a", 1)]);
      await store.install([newer], "rebuilt");
      await store.switch([newer], ["samples"], position(1n));
      const late = written(store, [sampleRow("b", 1)], { from: 1n, to: 2n });
      await assert.rejects(late, { code: "DEFINITION_CHANGED" });
      assert.equal(await store.checkpoint("samples"), 1n);
      assert.deepEqual(await scanned(store, "live", newer), []);
    },
  },
  {
    name: "rebuilding may happen again and again, also from a definition with other columns",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      for (let round = 0; round < 3; round += 1) {
        await store.install([newer], "rebuilt");
        const row = { ...sampleRow("a", round), added: `round ${round}` };
        await written(store, [row], { table: newer, generation: "rebuilt" });
        await store.switch([newer], ["samples"], position(1n));
        await store.discard([newer], ["samples:rebuilt"]);
        assert.deepEqual(
          await store.select(newer, { where: [{ column: "added", is: row.added }] }),
          [row],
        );
      }
      await store.install([sample], "rebuilt");
      await store.switch([sample], ["samples"], null);
      assert.equal(await store.checkpoint("samples"), null);
      assert.equal(await store.count(sample, []), 0);
    },
  },
  {
    name: "a switch may bring tables that had no live rows before",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "rebuilt");
      await written(store, [sampleRow("a", 1)], { generation: "rebuilt" });
      await store.switch([sample], ["samples"], position(1n));
      assert.deepEqual(await scanned(store), [sampleRow("a", 1)]);
    },
  },
  {
    name: "discarding drops a rebuild with its checkpoint, and leaves what is live",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      await written(store, [sampleRow("a", 1)], { to: 5n });
      await store.discard([sample], ["samples:rebuilt"]);
      for (let round = 0; round < 2; round += 1) {
        await store.install([sample], "rebuilt");
        await written(store, [sampleRow("b", round)], { generation: "rebuilt", to: 2n });
        assert.deepEqual(await scanned(store, "rebuilt"), [sampleRow("b", round)]);
        await store.discard([sample], ["samples:rebuilt"]);
        assert.equal(await store.checkpoint("samples:rebuilt"), null);
        assert.deepEqual(await scanned(store, "rebuilt"), []);
      }
      assert.deepEqual(await scanned(store), [sampleRow("a", 1)]);
      assert.equal(await store.checkpoint("samples"), 5n);
    },
  },
  {
    name: "one at a time works under a name, also after one that failed",
    check: async (open) => {
      const store = await open();
      const heard: string[] = [];
      const work = (name: string, fails = false) =>
        store.alone("rebuild", async () => {
          heard.push(`${name} begins`);
          await store.versions();
          heard.push(`${name} ends`);
          if (fails) throw new RangeError(name);
          return name;
        });
      const first = work("first", true);
      await assert.rejects(first, RangeError);
      assert.deepEqual(await Promise.all([work("second"), work("third")]), ["second", "third"]);
      const [one, other] = heard.slice(2).map((text) => text.split(" ")[0]);
      assert.equal(one, other);
      assert.equal(heard.length, 6);
    },
  },
  {
    name: "scrubbing changes no row",
    check: async (open) => {
      const store = await open();
      await store.install([sample], "live");
      const rows = Array.from({ length: 2_500 }, (_, place) =>
        sampleRow("a", place, { note: "kept" }),
      );
      await written(store, rows);
      await written(store, [], { from: 1n, to: 2n, remove: [["a", 7]] });
      await store.scrub();
      assert.deepEqual(
        await scanned(store),
        rows.filter((row) => row["place"] !== 7),
      );
      assert.equal(await store.checkpoint("samples"), 2n);
    },
  },
];
