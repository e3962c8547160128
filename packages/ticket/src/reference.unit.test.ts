import { derivedUlid } from "@docket/event-sourcing";
import { constantFrom, assert, integer, property, string, tuple } from "fast-check";
import { expect, test } from "vitest";
import { parseReference, referenceOf } from "./reference.ts";

const reference = string().map((seed) => referenceOf(derivedUlid(seed)));
const CHARACTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".split("");
const plain = (text: string) => text.replaceAll("-", "");

test("is the last ten characters of the id and a check character", () => {
  expect(referenceOf("01ARZ3NDEKTSV4RRFFQ69G5FAV")).toBe("FFQ69-G5FAV-0");
});

test("is read as people type it", () => {
  expect(parseReference("ffq69 g5fav o")).toBe("FFQ69-G5FAV-0");
  expect(parseReference("FFQ69G5FAV0")).toBe("FFQ69-G5FAV-0");
  const withOnes = referenceOf("01ARZ3NDEKTSV4RR1111111111");
  expect(parseReference(withOnes.replaceAll("1", "l"))).toBe(withOnes);
  expect(parseReference(withOnes.replaceAll("1", "I"))).toBe(withOnes);
});

test("tells a mistake from what is no reference", () => {
  expect(parseReference("FFQ69-G5FAV-1")).toBe("checkFails");
  expect(parseReference("FFQ69-G5FAV")).toBeUndefined();
  expect(parseReference("FFQ69-G5FAU-0")).toBeUndefined();
  expect(parseReference("01ARZ3NDEKTSV4RRFFQ69G5FAV")).toBeUndefined();
  expect(parseReference("")).toBeUndefined();
});

test("every reference reads as itself", () => {
  assert(
    property(reference, (text) => {
      expect(parseReference(text.toLowerCase())).toBe(text);
    }),
  );
});

test("every single wrong character is found", () => {
  const mistake = tuple(reference, integer({ min: 0, max: 10 }), constantFrom(...CHARACTERS));
  assert(
    property(mistake, ([text, place, character]) => {
      const digits = plain(text).split("");
      if (digits[place] === character) return;
      expect(parseReference(digits.with(place, character).join(""))).toBe("checkFails");
    }),
  );
});

test("every two characters that changed places are found", () => {
  const places = tuple(reference, integer({ min: 0, max: 10 }), integer({ min: 0, max: 10 }));
  assert(
    property(places, ([text, one, other]) => {
      const digits = plain(text).split("");
      const [first = "", second = ""] = [digits[one], digits[other]];
      if (first === second) return;
      const swapped = digits.with(one, second).with(other, first).join("");
      expect(parseReference(swapped)).toBe("checkFails");
    }),
  );
});
