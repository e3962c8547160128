import canonicalize from "canonicalize";
import fc from "fast-check";
import { expect, test } from "vitest";
import { canonicalRow } from "./fingerprint.ts";
import type { ColumnType } from "./read-model-store.ts";

const cell = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.maxSafeInteger(),
  fc.boolean(),
  fc.constant(null),
);

test("a row's text is what RFC 8785 says, as an independent implementation writes it", () => {
  const name = fc.string({ unit: "binary", minLength: 1 });
  const anyRow = fc.dictionary(name, cell, { minKeys: 1, noNullPrototype: true });
  fc.assert(
    fc.property(anyRow, (row) => {
      const names = Object.keys(row).toReversed();
      const columns: Record<string, ColumnType> = Object.fromEntries(
        names.map((column) => [column, "text" as const]),
      );
      const table = { name: "any", version: 1, columns, key: [], indexes: [] };
      expect(canonicalRow(table)(row)).toBe(canonicalize(row));
    }),
    { numRuns: 1_000 },
  );
});
