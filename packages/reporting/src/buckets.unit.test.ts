import { HOUR, MINUTE } from "@docket/service-levels";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  bucketEnds,
  bucketsBetween,
  bucketsOf,
  bucketUnits,
  compareNames,
  type BucketUnit,
} from "./buckets.ts";

const at = Date.parse;

test.each<[BucketUnit, string, string]>([
  ["hour", "2026-10-25T00:30:00Z", "2026-10-25T02+02:00"],
  ["hour", "2026-10-25T01:30:00Z", "2026-10-25T02+01:00"],
  ["day", "2026-03-01T23:30:00Z", "2026-03-02"],
  ["week", "2026-12-31T23:30:00Z", "2026-W53"],
  ["month", "2026-02-28T23:00:00Z", "2026-03"],
])("the %s of %s in Berlin is %s", (unit, instant, name) => {
  const nameOf = bucketsOf(unit, "Europe/Berlin");
  expect(nameOf(at(instant))).toBe(name);
  expect(nameOf(at(instant) + 1)).toBe(name);
});

test("the name of an instant is the same whatever was named before it", () => {
  const unit = fc.constantFrom<BucketUnit[]>("hour", "day", "week", "month");
  const zone = fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe");
  const quarter = fc.nat(365 * 96).map((place) => at("2026-01-01T00:00:00Z") + place * 900_000);
  fc.assert(
    fc.property(
      unit,
      zone,
      quarter,
      fc.integer({ min: -100, max: 100 }),
      (by, where, one, away) => {
        const other = one + away * 900_000;
        const nameOf = bucketsOf(by, where);
        nameOf(one);
        expect(nameOf(other)).toBe(bucketsOf(by, where)(other));
      },
    ),
    { numRuns: 1_000 },
  );
});

test.each(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])(
  "in %s the names of a year's hours are in the order of time",
  (zone) => {
    const nameOf = bucketsOf("hour", zone);
    const quarters = Array.from(
      { length: 366 * 96 },
      (_, place) => at("2026-01-01T00:00:00Z") + place * 900_000,
    );
    const names = [...new Set(quarters.map(nameOf))];
    expect(names.toSorted().toSorted(compareNames)).toEqual(names);
  },
);

test("other texts are in the order of their code units", () => {
  expect(["b", "a", "", "2026-10-25T02", "2026-10-25T02x"].toSorted(compareNames)).toEqual([
    "",
    "2026-10-25T02",
    "2026-10-25T02x",
    "a",
    "b",
  ]);
});

test.each(["Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "UTC"])(
  "in %s all buckets between two are those that the instants between them are in",
  (zone) => {
    const [from, to] = [at("2011-09-20T05:00:00Z"), at("2012-04-20T05:00:00Z")];
    for (const unit of bucketUnits) {
      const nameOf = bucketsOf(unit, zone);
      const names = new Set<string>();
      for (let instant = from; instant <= to; instant += 900_000) names.add(nameOf(instant));
      const between = (last: number, most: number) =>
        bucketsBetween(unit, zone, { first: nameOf(from), last: nameOf(last), most });
      expect(between(to, 1e4)).toEqual([...names]);
      expect(between(from, 1e4)).toEqual([nameOf(from)]);
      for (const most of [1, 2, 3, 50]) expect(between(to, most)).toEqual([...names].slice(-most));
    }
  },
);

test("buckets end where the zone's days, weeks and months do, and at the end of the period", () => {
  const zone = "Europe/Berlin";
  const spring = { from: at("2026-03-28T12:00:00Z"), to: at("2026-03-31T12:00:00Z"), zone };
  const ends = (unit: BucketUnit, period = spring) =>
    bucketEnds(unit, period)?.map((end) => new Date(end).toISOString().slice(0, 16));
  expect(ends("day")).toEqual([
    "2026-03-28T23:00",
    "2026-03-29T22:00",
    "2026-03-30T22:00",
    "2026-03-31T12:00",
  ]);
  expect(ends("week")).toEqual(["2026-03-29T22:00", "2026-03-31T12:00"]);
  const winter = { from: at("2026-01-31T12:00:00Z"), to: at("2026-03-31T22:00:00Z"), zone };
  expect(ends("month", winter)).toEqual([
    "2026-01-31T23:00",
    "2026-02-28T23:00",
    "2026-03-31T22:00",
  ]);
  expect(ends("hour", { ...spring, to: spring.from + 90 * 60_000 })).toEqual([
    "2026-03-28T13:00",
    "2026-03-28T13:30",
  ]);
});

test.each([
  // Half an hour forward, and back.
  ["Australia/Lord_Howe", "2026-10-03T13:45:00Z", "13:45 14:30 15:30 16:00 17:00 18:00"],
  ["Australia/Lord_Howe", "2026-04-04T13:15:00Z", "13:15 14:00 15:00 15:30 16:30 17:30"],
  // A quarter of an hour forward, on an hour that it skips the beginning of.
  ["Asia/Kathmandu", "1985-12-31T17:10:00Z", "17:10 17:30 18:30 19:15 20:15 21:15"],
  // An hour forward, and back, at a quarter to.
  ["Pacific/Chatham", "2026-09-26T12:20:00Z", "12:20 13:15 14:00 14:15 15:15 16:15"],
  ["Pacific/Chatham", "2026-04-04T12:20:00Z", "12:20 13:15 14:00 14:15 15:15 16:15"],
])(
  "hours of %s from %s end where the next begins, or the clocks change",
  (zone, first, expected) => {
    const from = at(first);
    const to = from + 6 * HOUR;
    const ends = bucketEnds("hour", { from, to, zone }) ?? expect.unreachable();
    expect(
      [from, ...ends].slice(0, 6).map((end) => new Date(end).toISOString().slice(11, 16)),
    ).toEqual(expected.split(" "));
    const nameOf = bucketsOf("hour", zone);
    for (let minute = from + MINUTE; minute < to; minute += MINUTE) {
      expect(ends.includes(minute)).toBe(nameOf(minute - 1) !== nameOf(minute));
    }
  },
);

test("a period with too many buckets has no list of them", () => {
  expect(bucketEnds("hour", { from: 0, to: 20_000 * HOUR, zone: "UTC" })).toBeNull();
});
