import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bucketsBetween,
  bucketsOf,
  bucketUnits,
  compareNames,
  isIn,
  parsePeriod,
  type BucketUnit,
} from "./period.ts";

const at = Date.parse;

describe("a period", () => {
  test("has local days as ends, and its last instant is not in it", () => {
    const parsed = parsePeriod({ from: "2026-03-29", to: "2026-03-30", zone: "Europe/Berlin" });
    if (!parsed.ok) throw new Error(parsed.problem);
    const { period } = parsed;
    expect(period).toEqual({
      from: at("2026-03-28T23:00:00Z"),
      to: at("2026-03-29T22:00:00Z"),
      zone: "Europe/Berlin",
    });
    expect(isIn(period, at("2026-03-28T23:00:00Z"))).toBe(true);
    expect(isIn(period, at("2026-03-29T22:00:00Z"))).toBe(false);
    expect(isIn(period, at("2026-03-29T21:59:59.999Z"))).toBe(true);
  });

  test("begins with the first instant of a day that has no midnight", () => {
    const parsed = parsePeriod({ from: "2018-11-04", zone: "America/Sao_Paulo" });
    expect(parsed).toMatchObject({ period: { from: at("2018-11-04T03:00:00Z"), to: null } });
  });

  test("takes instants with any offset", () => {
    const parsed = parsePeriod({ from: "2026-03-02T00:00:00+01:00" });
    expect(parsed).toMatchObject({ period: { from: at("2026-03-01T23:00:00Z") } });
  });

  test.each([
    [{ from: "2026-02-30" }, "from"],
    [{ from: "2026-03-02T00:00:00" }, "from"],
    [{ to: "yesterday" }, "to"],
    [{ zone: "+02:00" }, "zone"],
    [{ from: "2026-03-02", to: "2026-03-02" }, "to"],
  ])("refuses %j", (given, field) => {
    expect(parsePeriod(given)).toMatchObject({ ok: false, field });
  });
});

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
      expect(bucketsBetween(unit, zone, nameOf(from), nameOf(to))).toEqual([...names]);
      expect(bucketsBetween(unit, zone, nameOf(from), nameOf(from))).toEqual([nameOf(from)]);
    }
  },
);
