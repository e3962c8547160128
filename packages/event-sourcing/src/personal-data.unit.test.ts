import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { eventId, instant, streamName } from "./brands.ts";
import { derivedUuid } from "./derived-ids.ts";
import { ERASED, keyedDigest, seal, unseal, type PersonalFields } from "./personal-data.ts";

const key = randomBytes(32);
const place = { stream: streamName("customer", "1"), id: derivedUuid("an event") };
const fields: PersonalFields = {
  name: true,
  lines: { "*": true },
  answers: { "*": { text: true } },
  contact: { phone: true },
};
const sealed = (data: object): Record<string, unknown> => ({
  ...(seal(data, fields, key, place) as object),
});
const text = fc.string({ unit: "grapheme" });
const data = fc.record(
  {
    name: text,
    lines: fc.array(text, { maxLength: 4 }),
    answers: fc.dictionary(text, fc.record({ text, score: fc.integer() }), { maxKeys: 4 }),
    contact: fc.record({ phone: fc.option(text), open: fc.boolean() }),
    clear: text,
  },
  { requiredKeys: ["clear"] },
);

describe("sealed data", () => {
  test("opens with its key to what it was, whatever it was", () => {
    fc.assert(
      fc.property(data, (original) => {
        const copy = structuredClone(original);
        const stored: unknown = JSON.parse(JSON.stringify(seal(original, fields, key, place)));
        expect(unseal(stored, fields, key, place)).toEqual(original);
        expect(original).toEqual(copy);
      }),
    );
  });

  test("shows no marked text, and leaves the rest as it is", () => {
    const original = {
      name: "CANARY",
      lines: ["CANARY", "CANARY"],
      answers: { first: { text: "CANARY", score: 3 } },
      contact: { phone: "CANARY", open: true },
      clear: "seen",
    };
    const stored = sealed(original);
    expect(JSON.stringify(stored)).not.toContain("CANARY");
    expect(stored["clear"]).toBe("seen");
    expect(stored["answers"]).toMatchObject({ first: { score: 3 } });
    expect(stored["contact"]).toMatchObject({ open: true });
  });

  test("reads as blanks without the key: as many as there were texts", () => {
    const stored = sealed({
      name: "Ann",
      lines: ["one", "two"],
      contact: { phone: null },
      clear: "c",
    });
    expect(unseal(stored, fields, undefined, place)).toEqual({
      name: ERASED,
      lines: [ERASED, ERASED],
      contact: { phone: null },
      clear: "c",
    });
  });

  test("is another ciphertext each time, and never repeats a nonce over pages of them", () => {
    const nonces = Array.from({ length: 2_000 }, () =>
      Buffer.from(String(sealed({ name: "Ann" })["name"]), "base64").toString("hex", 0, 12),
    );
    expect(new Set(nonces).size).toBe(nonces.length);
  });
});

describe("a ciphertext does not open", () => {
  const opens = (stored: unknown, at = place, by: Uint8Array = key) =>
    unseal(stored, fields, by, at);

  test("in another stream", () => {
    const other = { ...place, stream: streamName("customer", "2") };
    expect(() => opens(sealed({ name: "Ann" }), other)).toThrow();
  });

  test("in another event", () => {
    const other = { ...place, id: eventId("0198c5a0-0000-4000-8000-000000000000") };
    expect(() => opens(sealed({ name: "Ann" }), other)).toThrow();
  });

  test("in another field, or at another place of its list", () => {
    const { name, lines } = sealed({ name: "Ann", lines: ["one", "two"] });
    const swapped = Array.isArray(lines) ? lines.toReversed() : [];
    expect(() => opens({ lines: swapped })).toThrow();
    expect(() => opens({ contact: { phone: name } })).toThrow();
    expect(opens({ name, lines })).toEqual({ name: "Ann", lines: ["one", "two"] });
  });

  test("by another key", () => {
    expect(() => opens(sealed({ name: "Ann" }), place, randomBytes(32))).toThrow();
  });

  test("with any bit altered, or cut short anywhere", () => {
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 0, max: 7 }), (name, at, bit) => {
        const bytes = Buffer.from(String(sealed({ name })["name"]), "base64");
        const altered = Buffer.from(bytes);
        altered.writeUInt8(
          altered.readUInt8(at % altered.length) ^ (1 << bit),
          at % altered.length,
        );
        expect(() => opens({ name: altered.toString("base64") })).toThrow();
        const short = bytes.subarray(0, at % bytes.length).toString("base64");
        expect(() => opens({ name: short })).toThrow();
      }),
    );
  });
});

test("a keyed digest tells contents and times apart, and is another under another key", () => {
  const [one, later] = [instant(0), instant(1)];
  const digest = keyedDigest(one, "content", key);
  expect(digest).toMatch(/^[0-9a-f]{32}$/);
  expect(keyedDigest(one, "content", Uint8Array.from(key))).toBe(digest);
  const others = [
    keyedDigest(one, "Content", key),
    keyedDigest(later, "content", key),
    keyedDigest(one, "content", randomBytes(32)),
  ];
  expect(new Set([digest, ...others]).size).toBe(4);
});
