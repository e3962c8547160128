import { eventId, instant, position, revision, streamName } from "@docket/event-sourcing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeEvent, encodeEvent, epochOf, messageId } from "./event-message.ts";
import { namesOf, subjectOf } from "./names.ts";

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

test("any language reads a message as one JSON object", () => {
  fc.assert(
    fc.property(event, fc.option(place), (stored, after) => {
      const read: unknown = JSON.parse(Buffer.from(encodeEvent(stored, after)).toString("utf8"));
      const { metadata, data } = stored;
      expect(read).toMatchObject({ metadata: JSON.parse(metadata), data: JSON.parse(data) });
    }),
  );
});

const written = (fields: string) =>
  `{"id":"a",${fields},"revision":0,"position":"1","after":null,"recordedAt":"","metadataLength":2,"metadata":{},"data":{}}`;
const unpublished = [
  "",
  "{",
  "null",
  "[]",
  '{"id":"a"}',
  '{"id":"a","metadata":{},"data":{}}',
  written('"type":"opened","stream":"ticket"'),
  written('"type":"\\q","stream":"ticket-a"'),
  written('"type":"\\n\n","stream":"ticket-a"'),
  written('"type":"opened","stream":"ticket-a"').replace(":2,", ":3,"),
];
test("what was written by hand as a relay writes it is an event", () => {
  const bytes = new TextEncoder().encode(written('"type":"opened","stream":"ticket-a"'));
  expect(decodeEvent(bytes)).toMatchObject({ event: { type: "opened", metadata: "{}" } });
});

test.each(unpublished)("what no relay wrote is no event: %j", (bytes) => {
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

test("a subject has the partition and the category, and nothing that could widen it", () => {
  const names = namesOf("desk");
  expect(subjectOf(names, streamName("ticket", "a.b.>"))).toMatch(/^desk\.events\.\d+\.ticket$/);
  expect(subjectOf(names, streamName("a.*>", "b"))).toMatch(/^desk\.events\.\d+\.a___$/);
});
