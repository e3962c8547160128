import fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "./duration.ts";
import { HOUR, MINUTE } from "./instant.ts";

test.each([
  ["PT24H", 24 * HOUR],
  ["PT345H34M", 345 * HOUR + 34 * MINUTE],
  ["PT0S", 0],
  ["PT90M", 90 * MINUTE],
  ["PT1H30M5.25S", HOUR + 30 * MINUTE + 5_250],
  ["PT0.001S", 1],
  ["PT1.5H", 90 * MINUTE],
])("%s is %d ms", (text, ms) => {
  expect(parseDuration(text)).toEqual({ ok: true, ms });
});

test.each(["P1D", "P1DT2H", "P1W", "P1M", "P2Y", "-P1D"])("%s is ambiguous", (text) => {
  expect(parseDuration(text)).toMatchObject({
    ok: false,
    problem: expect.stringContaining("ambiguous"),
  });
});

test.each([
  "",
  "P",
  "PT",
  "PT5",
  "5H",
  "PT-1H",
  "PT1M1H",
  "PT1.5H1M",
  "pt1h",
  "PT1H ",
  "PT0.0001S",
  "PT99999999999999H",
])("%s is none", (text) => {
  expect(parseDuration(text).ok).toBe(false);
});

test("what is written is read back", () => {
  fc.assert(
    fc.property(fc.nat(10_000_000_000), (ms) => {
      expect(parseDuration(formatDuration(ms))).toEqual({ ok: true, ms });
    }),
  );
});
