import fc from "fast-check";
import { expect, test } from "vitest";
import { addBag, addNumbers, bagIn, bagText, Numbers, numbersBetween, type Bag } from "./bag.ts";

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

test("numbers of as many digits each are found in a text by where they begin and end", () => {
  const number = fc.integer({ min: 100, max: 999 });
  const numbers = fc.uniqueArray(fc.tuple(number, fc.integer({ min: -9_999 })), {
    selector: ([name]) => name,
  });
  fc.assert(
    fc.property(numbers, number, number, (entries, from, to) => {
      const text = bagText(new Map(entries.map(([name, count]) => [String(name), count]))) ?? "";
      const found = new Numbers();
      addNumbers(found, numbersBetween(text, Math.min(from, to), to), 1);
      const wanted = entries.filter(([name, count]) => name >= from && name < to && count !== 0);
      expect(new Map(found)).toEqual(new Map(wanted));
    }),
  );
});
