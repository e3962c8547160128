import fc from "fast-check";
import { expect, test } from "vitest";
import { createLru } from "./lru.ts";

test("the latest half of the capacity is there, whatever else was used; reading and writing are use", () => {
  const lru = createLru<string, number>(4);
  for (const [index, key] of ["a", "b", "c"].entries()) lru.set(key, index);
  expect(lru.get("a")).toBe(0);
  lru.set("d", 3);
  expect([lru.get("a"), lru.get("d")]).toEqual([0, 3]);
  lru.set("d", 4);
  expect(lru.get("d")).toBe(4);
});

test("it holds no more than its capacity, and nothing with none", () => {
  fc.assert(
    fc.property(fc.nat(9), fc.array(fc.nat(30)), (capacity, used) => {
      const lru = createLru<number, number>(capacity);
      for (const key of used) if (lru.get(key) === undefined) lru.set(key, key);
      // Asking moves what is found but brings back nothing that went, so that hits can only be fewer than entries.
      const found = [...new Set(used)].filter((key) => lru.get(key) !== undefined);
      expect(found.length).toBeLessThanOrEqual(capacity + (capacity % 2));
    }),
  );
});

test("what is deleted is gone, young or old", () => {
  const lru = createLru<string, number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  lru.delete("a");
  lru.delete("b");
  expect([lru.get("a"), lru.get("b")]).toEqual([undefined, undefined]);
});
