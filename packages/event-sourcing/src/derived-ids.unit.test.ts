import fc from "fast-check";
import { expect, test } from "vitest";
import { derivedUlid, derivedUuid, eventIdOf } from "./derived-ids.ts";
import { isEventId } from "./validate-append.ts";

const parts = fc.array(fc.string(), { minLength: 1, maxLength: 4 });

test("the same parts give the same ids, for ever", () => {
  // Stored events and imported tickets bear these: a change here would give them other ids at the next import.
  expect(derivedUuid("ticket-1", "c1", "0")).toBe("6aaea772-4749-89ed-8376-fd01dbf9e14f");
  expect(derivedUlid("servicenow", "INC1")).toBe("3RKDF3CKBMEZJ2Y9VXWXWCNN30");
});

test("ids have the form of their kind", () => {
  fc.assert(
    fc.property(parts, (some) => {
      const uuid = derivedUuid(...some);
      expect(isEventId(uuid)).toBe(true);
      expect(uuid).toMatch(/^.{14}8.{4}[89ab]/);
      expect(derivedUlid(...some)).toMatch(/^[0-7][0-9A-HJKMNP-TV-Z]{25}$/);
    }),
  );
});

test("other parts give other ids, also where they join to the same text", () => {
  fc.assert(
    fc.property(parts, parts, (some, others) => {
      const same = JSON.stringify(some) === JSON.stringify(others);
      expect(derivedUuid(...some) === derivedUuid(...others)).toBe(same);
      expect(derivedUlid(...some) === derivedUlid(...others)).toBe(same);
    }),
  );
  expect(derivedUuid("ab", "c")).not.toBe(derivedUuid("a", "bc"));
  expect(derivedUuid("a", "")).not.toBe(derivedUuid("a"));
});

test("an event's id is a UUID that its digest and index repeat, and that nothing else shares", () => {
  const digests = fc.stringMatching(/^[0-9a-f]{32}$/);
  fc.assert(
    fc.property(digests, fc.nat(0xffff), fc.nat(0xffff), (digest, index, other) => {
      const id = eventIdOf(digest, index);
      expect(isEventId(id)).toBe(true);
      expect(id).toMatch(/^.{14}8.{4}[89ab]/);
      expect(eventIdOf(digest, other) === id).toBe(index === other);
    }),
  );
  const digest = "0123456789abcdef".repeat(2);
  for (const place of [0, 11, 14, 19, 27]) {
    const other = `${digest.slice(0, place)}${digest[place] === "5" ? "6" : "5"}${digest.slice(place + 1)}`;
    expect(eventIdOf(other, 0)).not.toBe(eventIdOf(digest, 0));
  }
});
