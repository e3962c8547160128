import { expect, test } from "vitest";
import { createLru } from "./lru.ts";

test("the entry that was used least recently goes first; reading and writing are use", () => {
  const lru = createLru<string, number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  expect(lru.get("a")).toBe(1);
  lru.set("c", 3);
  expect([lru.get("a"), lru.get("b"), lru.get("c")]).toEqual([1, undefined, 3]);
  lru.set("a", 4);
  lru.set("d", 5);
  expect([lru.get("a"), lru.get("c"), lru.get("d")]).toEqual([4, undefined, 5]);
});

test("what is deleted is gone and makes room", () => {
  const lru = createLru<string, number>(2);
  lru.set("a", 1);
  lru.set("b", 2);
  lru.delete("a");
  lru.set("c", 3);
  expect([lru.get("a"), lru.get("b"), lru.get("c")]).toEqual([undefined, 2, 3]);
});
