import fc from "fast-check";
import { expect, test } from "vitest";
import { addBag, bagIn, bagText, type Bag } from "./bag.ts";

const bag = fc
  .uniqueArray(fc.tuple(fc.oneof(fc.string(), fc.nat(9).map(String)), fc.integer({ min: 1 })), {
    selector: ([name]) => name,
  })
  .map((entries): Bag => new Map(entries));

test("a bag comes back from its text, which does not depend on the order of filling", () => {
  fc.assert(
    fc.property(bag, (one) => {
      const text = bagText(one);
      expect(bagIn(text)).toEqual(one);
      expect(bagText(new Map([...one].toReversed()))).toBe(text);
    }),
  );
});

test("what was poured in and taken out again leaves nothing", () => {
  fc.assert(
    fc.property(bag, bag, (one, other) => {
      const counts = new Map(one);
      const text = bagText(other);
      if (text !== null) {
        addBag(counts, text, 1);
        addBag(counts, text, -1);
      }
      expect(counts).toEqual(one);
    }),
  );
});

test("an empty bag is no text", () => {
  expect(bagText(new Map())).toBeNull();
  expect(bagIn(null).size).toBe(0);
});
