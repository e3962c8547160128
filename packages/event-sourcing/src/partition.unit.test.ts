import { expect, test } from "vitest";
import { partitionOf, PARTITIONS, partitionsIn } from "./partition.ts";

test("partitions stay as they are, for ever", () => {
  const streams = ["ticket-01J0", "ticket-01J1", "customer-anna", "policy-default", "ticket-Größe"];
  expect(streams.map((stream) => partitionOf(stream))).toEqual([9, 6, 10, 11, 13]);
  expect(partitionOf("")).toBe(0x811c9dc5 % 16);
});

test("partitions share the work about evenly", () => {
  const counts = Array.from({ length: 16 }, () => 0);
  for (let index = 0; index < 16_000; index += 1) {
    const partition = partitionOf(`ticket-01J${index}`);
    counts[partition] = (counts[partition] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(700);
});

test.each([1, 2, 3, 5, 16])("%i parts have every partition once, about as many each", (parts) => {
  const shares = Array.from({ length: parts }, (_, index) =>
    partitionsIn({ part: index + 1, parts }),
  );
  expect(shares.flat().toSorted((one, other) => one - other)).toEqual(
    Array.from({ length: PARTITIONS }, (_, partition) => partition),
  );
  const sizes = shares.map(({ length }) => length);
  expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThan(2);
});
