import { eventId, instant, position, revision, streamName } from "@docket/event-sourcing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeEvent, encodeEvent, epochOf, messageId } from "./event-message.ts";
import { namesOf, subjectOf } from "./names.ts";
import { partitionOf } from "./partition.ts";

const text = fc.string({ unit: "grapheme", maxLength: 30 });
const place = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }).map(position);
const event = fc.record({
  id: fc.uuid().map(eventId),
  type: fc.string({ minLength: 1 }),
  stream: fc
    .tuple(fc.stringMatching(/^[a-z]{1,8}$/), text)
    .map(([name, id]) => streamName(name, id)),
  revision: fc.nat().map(revision),
  position: place,
  recordedAt: fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map(instant),
  data: fc.json(),
  metadata: fc.json().map((json) => ` ${json}\n`),
});

test("an event comes back as the store had it, with the position before it", () => {
  fc.assert(
    fc.property(event, fc.option(place), (stored, after) => {
      expect(decodeEvent(encodeEvent(stored, after))).toEqual({ event: stored, after });
    }),
  );
});

test.each(["", "{", "null", "[]", '{"id":"a"}'])("what no relay wrote is no event: %j", (bytes) => {
  expect(decodeEvent(new TextEncoder().encode(bytes))).toBeUndefined();
});

test("a message id tells its epoch, and that of others tells none", () => {
  fc.assert(
    fc.property(event, (stored) => {
      expect(epochOf(messageId("01-a", stored))).toBe("01-a");
    }),
  );
  for (const foreign of ["", "a", "a:b:c", "a:b"]) expect(epochOf(foreign)).toBeUndefined();
});

test("partitions stay as they are, for ever", () => {
  const streams = ["ticket-01J0", "ticket-01J1", "customer-anna", "policy-default", "ticket-Größe"];
  expect(streams.map((stream) => partitionOf(stream, 16))).toEqual([9, 6, 10, 11, 13]);
  expect(partitionOf("", 16)).toBe(0x811c9dc5 % 16);
});

test("partitions share the work about evenly", () => {
  const counts = Array.from({ length: 16 }, () => 0);
  for (let index = 0; index < 16_000; index += 1) {
    const partition = partitionOf(`ticket-01J${index}`, 16);
    counts[partition] = (counts[partition] ?? 0) + 1;
  }
  for (const count of counts) expect(count).toBeGreaterThan(700);
});

test("a subject has the partition and the category, and nothing that could widen it", () => {
  const names = namesOf("desk");
  expect(subjectOf(names, streamName("ticket", "a.b.>"))).toMatch(/^desk\.events\.\d+\.ticket$/);
  expect(subjectOf(names, streamName("a.*>", "b"))).toMatch(/^desk\.events\.\d+\.a___$/);
});
