import assert from "node:assert/strict";
import { instant, revision } from "./brands.ts";
import type { Check } from "./contract.ts";
import {
  appended,
  eventId,
  handedOver,
  newStream,
  noon,
  readLog,
  readWhole,
  sampleEvent,
  sampleEvents,
} from "./event-store-samples.contract.ts";
import {
  MAX_APPEND_BYTES,
  MAX_EVENT_BYTES,
  type EventStore,
  type NewEvent,
} from "./event-store.ts";

export const appendChecks: readonly Check<EventStore>[] = [
  {
    name: "an append at the expected revision is committed, another is a conflict that names the last revision",
    check: async (open) => {
      const store = await open();
      const stream = newStream();
      const [early, late] = [sampleEvent(), sampleEvent()];
      assert.deepEqual(await store.append(stream, revision(0), [early], noon), {
        kind: "conflict",
        actual: null,
      });
      const first = await appended(store, stream, "no-stream", sampleEvents(2));
      assert.deepEqual([first.first, first.last], [0, 1]);
      for (const expected of ["no-stream", revision(0), revision(2), revision(9)] as const) {
        const outcome = await store.append(stream, expected, [early], noon);
        assert.deepEqual(outcome, { kind: "conflict", actual: 1 });
      }
      const second = await appended(store, stream, revision(1), [late]);
      assert.deepEqual([second.first, second.last], [2, 2]);
      assert.equal((await readWhole(store, stream)).length, 3);
    },
  },
  {
    name: "the same append again gives the first outcome and writes nothing, 2,000 events and a reopening later",
    check: async (open) => {
      const store = await open();
      const stream = newStream();
      const later = instant(Date.parse(noon) + 60_000);
      await appended(store, stream, "no-stream", [sampleEvent()]);
      const events = sampleEvents(3);
      const first = await appended(store, stream, revision(0), events);
      assert.equal(first.repeated, false);
      const outcome = { ...first, repeated: true };
      assert.deepEqual(await store.append(stream, revision(0), events, later), outcome);
      await appended(store, stream, revision(3), sampleEvents(1_000));
      await appended(store, newStream(), "no-stream", sampleEvents(1_000));
      assert.deepEqual(await store.append(stream, revision(0), events, later), outcome);
      await store.close();
      const reopened = await open();
      assert.deepEqual(await reopened.append(stream, revision(0), events, later), outcome);
      assert.equal((await readLog(reopened)).length, 2_004);
    },
  },
  {
    name: "the same append twice at once is written once",
    check: async (open) => {
      const store = await open();
      const stream = newStream();
      const events = sampleEvents(2);
      const tries = Array.from({ length: 8 }, () => appended(store, stream, "no-stream", events));
      const outcomes = await Promise.all(tries);
      const [one] = outcomes;
      for (const { repeated: _, ...other } of outcomes)
        assert.deepEqual({ ...other, repeated: one?.repeated }, one);
      assert.equal(outcomes.filter(({ repeated }) => !repeated).length, 1);
      assert.equal((await readLog(store)).length, 2);
    },
  },
  {
    name: "other ids at a revision already taken are a conflict, also when some are the same",
    check: async (open) => {
      const store = await open();
      const stream = newStream();
      const [one, two, other] = [sampleEvent(), sampleEvent(), sampleEvent()];
      await appended(store, stream, "no-stream", [one, two]);
      const rivals: NewEvent[][] = [
        [two],
        [one, other],
        [other, two],
        [two, one],
        [one, two, other],
      ];
      for (const rival of rivals) {
        const outcome = await store.append(stream, "no-stream", rival, noon);
        assert.deepEqual(outcome, { kind: "conflict", actual: 1 });
      }
      assert.deepEqual((await readWhole(store, stream)).map(handedOver), [one, two]);
    },
  },
  {
    name: "the same id at a newer revision, or in another stream, is a new event",
    check: async (open) => {
      const store = await open();
      const stream = newStream();
      const event = sampleEvent();
      const first = await appended(store, stream, "no-stream", [event]);
      const second = await appended(store, stream, revision(0), [event]);
      assert.equal(second.last, 1);
      assert(second.position > first.position);
      await appended(store, newStream(), "no-stream", [event]);
      assert.equal((await readLog(store)).length, 3);
    },
  },
  {
    name: "text comes back to the byte",
    check: async (open) => {
      const store = await open();
      const stream = newStream();
      const texts = [
        '{ "spaced" :  1.50, "b":2,"a":1 }',
        '{"astral":"\u{1F469}\u200D\u{1F4BB}\u{10FFFF}","accent":"e\u0301 \u00E9","bom":"\uFEFF"}',
        `{"quotes":"' \\" \\\\ ; -- %s $1 ?","escaped":"\\ud83d\\ude00 \\n","u":"\\\\u0000"}`,
        `{"long":"${"\u00FC".repeat(50_000)}"}`,
      ];
      const events = texts.map((data) => sampleEvent({ type: "Größe'\"", data, metadata: data }));
      await appended(store, stream, "no-stream", events);
      await store.close();
      const stored = await readWhole(await open(), stream);
      assert.deepEqual(stored.map(handedOver), events);
    },
  },
  {
    name: "an append is refused whole when any of its events is one no store would take",
    check: async (open) => {
      const store = await open();
      const notUuid = sampleEvent({ id: "no-uuid" as NewEvent["id"] });
      const upperCase = sampleEvent({ id: eventId().replace(/.$/, "F") as NewEvent["id"] });
      const texts = ["", "null", "[]", '"text"', '{"open":"', '{"a":"\uD800"}', '{"a":"\0"}'];
      const hidden = ['{"a":"\\u0000"}', '{"\\ud800":1}', '{"a":["\\uDFFF"]}'];
      const broken = [
        notUuid,
        upperCase,
        sampleEvent({ type: "" }),
        ...[...texts, ...hidden].map((data) => sampleEvent({ data })),
        ...texts.map((metadata) => sampleEvent({ metadata })),
      ];
      for (const event of broken) {
        const append = store.append(newStream(), "no-stream", [sampleEvent(), event], noon);
        await assert.rejects(append, { code: "INVALID_APPEND" }, JSON.stringify(event));
      }
      await assert.rejects(store.append(newStream(), "no-stream", [], noon), {
        code: "INVALID_APPEND",
      });
      assert.equal(await store.head(), null);
    },
  },
  {
    name: "an event of 256 KiB and an append of 900 KiB are taken, a byte more is refused",
    check: async (open) => {
      const store = await open();
      const sized = (bytes: number, letter = "x") =>
        sampleEvent({
          data: `{"a":"${letter.repeat((bytes - 10) / Buffer.byteLength(letter))}"}`,
          metadata: "{}",
        });
      const full = MAX_EVENT_BYTES;
      const rest = MAX_APPEND_BYTES - 3 * full;
      for (const events of [[sized(full)], [sized(full), sized(full), sized(full), sized(rest)]]) {
        await appended(store, newStream(), "no-stream", events);
      }
      await appended(store, newStream(), "no-stream", [sized(full, "\u00FC")]);
      const tooLarge = [
        [sized(full + 1)],
        [sized(full + 2, "\u00FC")],
        [sized(full), sized(full), sized(full), sized(rest + 1)],
      ];
      for (const events of tooLarge) {
        const append = store.append(newStream(), "no-stream", events, noon);
        await assert.rejects(append, { code: "INVALID_APPEND" });
      }
      assert.equal((await readLog(store)).length, 6);
    },
  },
  {
    name: "recordedAt is the caller's clock and never goes back, in any stream and after a reopening",
    check: async (open) => {
      const store = await open();
      const at = (seconds: number) => instant(Date.parse(noon) + seconds * 1_000);
      const record = async (into: EventStore, clock: number) =>
        (await appended(into, newStream(), "no-stream", [sampleEvent()], at(clock))).recordedAt;
      assert.equal(await record(store, 0), at(0));
      assert.equal(await record(store, 30), at(30));
      assert.equal(await record(store, -3_600), at(30));
      await store.close();
      const reopened = await open();
      assert.equal(await record(reopened, 5), at(30));
      assert.equal(await record(reopened, 31), at(31));
      const recorded = (await readLog(reopened)).map((event) => event.recordedAt);
      assert.deepEqual(recorded, [0, 30, 30, 30, 31].map(at));
    },
  },
];
