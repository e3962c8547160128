import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { canonicalInstant, commandId, position, revision, streamName, subject } from "./brands.ts";
import { createCodec, keysFor, type EventFormat } from "./codec.ts";
import { derivedUuid } from "./derived-ids.ts";
import type { NewEvent, StoredEvent } from "./event-store.ts";
import { memoryKeyStore } from "./key-store.memory.ts";
import { ERASED } from "./personal-data.ts";
import type { AnyEvent } from "./recorded-event.ts";

const stream = streamName("person", "1");
const ann = subject("customer", "1");
const key = randomBytes(32);
const keys = new Map([[ann, key]]);
const envelope = {
  commandId: commandId("c1"),
  digest: "digest",
  subject: ann,
  actor: { id: "ann", role: "agent" },
  occurredAt: canonicalInstant("2026-01-05T10:00:00.000Z"),
  correlationId: "c1",
};
const named = { type: "named", data: { name: "Ann", note: "tall", year: 1990 } };

const codecOf = (format: EventFormat) => createCodec<AnyEvent>(new Map([["named", format]]));
const current: EventFormat = { version: 1, personal: { name: true, note: true } };
const encoded = (format: EventFormat, event: AnyEvent = named, index = 0) =>
  codecOf(format).encode(event, envelope, { stream, id: derivedUuid(String(index)) }, key);
const stored = (event: NewEvent, changes: Partial<StoredEvent> = {}): StoredEvent => ({
  ...event,
  stream,
  revision: revision(4),
  position: position(70n),
  recordedAt: canonicalInstant("2026-01-05T10:00:01.000Z"),
  ...changes,
});
const UNREADABLE = expect.objectContaining({ code: "UNREADABLE_EVENT" });

describe("an event", () => {
  test("reads as it was written, with its place and its metadata", () => {
    const event = encoded(current);
    expect(codecOf(current).decode(stored(event), keys)).toEqual({
      ...named,
      id: event.id,
      stream,
      revision: 4,
      position: 70n,
      recordedAt: "2026-01-05T10:00:01.000Z",
      metadata: { version: 1, ...envelope },
    });
  });

  test("without a key has blanks where its personal texts were", () => {
    const { data } = codecOf(current).decode(stored(encoded(current)), new Map());
    expect(data).toEqual({ name: ERASED, note: ERASED, year: 1990 });
  });

  test("shows only the texts that a reader names; the others stay sealed", () => {
    const reader = codecOf(current).reading({ named: { name: true } });
    const event = stored(encoded(current));
    const sealed: unknown = JSON.parse(event.data);
    expect(reader.decode(event, keys).data).toEqual({ ...(sealed as object), name: "Ann" });
    expect(codecOf(current).reading({}).decode(event, keys).data).toEqual(sealed);
  });
});

describe("an upcaster", () => {
  const first: EventFormat = { version: 1, personal: { name: true } };
  const third: EventFormat = {
    version: 3,
    personal: { name: true },
    upcasters: {
      1: (data) => ({ ...(data as object), title: "unknown" }),
      2: (data) => {
        const { name, ...rest } = data as { name: string };
        return { ...rest, name: name.toUpperCase() };
      },
    },
  };

  test("brings an event up one version at a time, after its texts were opened", () => {
    const { data } = codecOf(third).decode(stored(encoded(first)), keys);
    expect(data).toEqual({ name: "ANN", note: "tall", year: 1990, title: "unknown" });
  });

  test("begins at the event's own version", () => {
    const second = encoded({ version: 2, personal: { name: true } });
    expect(codecOf(third).decode(stored(second), keys).data).not.toHaveProperty("title");
  });

  test("sees blanks where the key is gone", () => {
    expect(codecOf(third).decode(stored(encoded(first)), new Map()).data).toMatchObject({
      name: ERASED.toUpperCase(),
    });
  });
});

describe("an event is unreadable", () => {
  const decode = (event: StoredEvent, format = current) => codecOf(format).decode(event, keys);

  test("when its type is unknown", () => {
    expect(() => decode(stored(encoded(current), { type: "renamed" }))).toThrow(UNREADABLE);
    expect(() => encoded(current, { type: "renamed", data: {} })).toThrow(UNREADABLE);
  });

  test("when no step leads from its version, or its version is newer than ours", () => {
    const old = stored(encoded(current));
    expect(() => decode(old, { version: 3, upcasters: { 2: (data) => data } })).toThrow(UNREADABLE);
    expect(() => decode(stored(encoded({ ...current, version: 9 })))).toThrow(UNREADABLE);
  });

  test("when its metadata lacks what every event has", () => {
    const event = encoded(current);
    for (const field of ["version", "commandId", "subject", "actor", "occurredAt"]) {
      const metadata = event.metadata.replace(`"${field}":`, `"no-${field}":`);
      expect(() => decode(stored(event, { metadata }))).toThrow(UNREADABLE);
    }
  });

  test("when it holds no object", () => {
    expect(() => decode(stored(encoded(current), { data: '"text"' }))).toThrow(UNREADABLE);
  });

  test("when its data is that of another type, and its place is told", () => {
    const strict = codecOf({
      ...current,
      required: [
        ["name", "string"],
        ["year", null],
      ],
    });
    const read = (data: object) =>
      strict.decode(stored({ ...encoded(current), data: JSON.stringify(data) }), new Map());
    expect(read({ name: "Ann", year: "long ago", more: true })).toMatchObject({ revision: 4 });
    expect(read({ name: "Ann", year: null })).toMatchObject({ revision: 4 });
    for (const data of [{}, { name: "Ann" }, { name: 7, year: 1990 }, { year: 1990 }]) {
      const place = "the event at revision 4 of person-1 holds other data than named does";
      expect(() => read(data)).toThrow(place);
      expect(() => read(data)).toThrow(UNREADABLE);
    }
  });

  test("when its bytes are no JSON, of which nothing is said again", () => {
    const event = encoded(current);
    for (const broken of [{ data: '{"secret' }, { metadata: "" }]) {
      expect(() => decode(stored(event, broken))).toThrow(UNREADABLE);
      expect(() => decode(stored(event, broken))).not.toThrow(/secret/);
    }
  });

  test("when a text was altered, or moved here from another event", () => {
    const [one, other] = [encoded(current), encoded(current, named, 1)];
    expect(() => decode(stored(one, { data: other.data }))).toThrow(UNREADABLE);
    const data = JSON.stringify({ ...named.data, note: "not sealed" });
    expect(() => decode(stored(one, { data }))).toThrow(UNREADABLE);
  });
});

test("the keys of a page are looked up once, and an event that names no subject holds up no other", async () => {
  const store = memoryKeyStore();
  const annKey = await store.obtain(ann);
  const asked: unknown[] = [];
  const counting = {
    ...store,
    read: (subjects: Parameters<typeof store.read>[0]) => {
      asked.push(subjects);
      return store.read(subjects);
    },
  };
  const event = encoded(current);
  const page = [stored(event), stored(event), stored(event, { metadata: "{}" })];
  expect(await keysFor(page, codecOf(current), counting)).toEqual(new Map([[ann, annKey]]));
  expect(asked).toEqual([[ann]]);
});
