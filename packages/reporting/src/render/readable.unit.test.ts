import { HOUR, MINUTE } from "@docket/service-levels";
import { expect, test } from "vitest";
import { readable, readableInstant } from "./readable.ts";

const SECOND = 1_000;

test.each([
  [0, "0 s"],
  [340, "0.3 s"],
  [9_949, "9.9 s"],
  [9_950, "10 s"],
  [59.6 * SECOND, "1 min"],
  [3 * MINUTE + 20 * SECOND, "3 min 20 s"],
  [59 * MINUTE + 59.6 * SECOND, "1 h"],
  [9 * HOUR + 48 * MINUTE + 20 * SECOND, "9 h 48 min"],
  [-90 * SECOND, "−1 min 30 s"],
])("%d ms are %s", (ms, shown) => {
  expect(readable("ms", ms)).toBe(shown);
  expect(readable("openMs", ms)).toBe(shown);
});

test("from two days on calendar time has days; open time has none, for a day of it has no length", () => {
  expect(readable("ms", 51 * HOUR)).toBe("2 d 3 h");
  expect(readable("openMs", 51 * HOUR)).toBe("51 h");
  expect(readable("openMs", 1_230 * HOUR)).toBe("1,230 h");
});

test("shares, points and counts; nothing is a dash, never a zero", () => {
  expect(readable("share", 0.8193)).toBe("81.9 %");
  expect(readable("points", 23.19)).toBe("+23.2");
  expect(readable("points", -50)).toBe("-50.0");
  expect(readable("points", 0)).toBe("0.0");
  expect(readable("count", 12_345)).toBe("12,345");
  for (const unit of ["count", "share", "points", "ms", "openMs"] as const) {
    expect(readable(unit, null)).toBe("–");
  }
});

test("an instant is shown as the clocks of the zone show it", () => {
  expect(readableInstant("2026-03-29T01:30:00.000Z", "Europe/Berlin")).toBe("2026-03-29 03:30");
  expect(readableInstant(null, "UTC")).toBe("–");
});

test("a time that an autumn repeats is told with its offset, others are not", () => {
  const hours = ["2026-10-24T23:59", "2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00"];
  expect(hours.map((at) => readableInstant(`${at}:00.000Z`, "Europe/Berlin"))).toEqual([
    "2026-10-25 01:59",
    "2026-10-25 02:00+02:00",
    "2026-10-25 02:00+01:00",
    "2026-10-25 03:00",
  ]);
});
