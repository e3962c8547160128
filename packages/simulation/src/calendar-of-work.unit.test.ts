import { instant } from "@docket/event-sourcing";
import { describe, expect, test } from "vitest";
import { quarterBefore, toInstant } from "./calendar-of-work.ts";
import { diceFor } from "./prng.ts";

/** Wednesday, 10 June 2026, in summer time: the desk is open from 06:00 to 16:00 UTC. */
const quarter = quarterBefore(instant(Date.UTC(2026, 5, 10, 12)));
const after = (from: string, minutes: number) =>
  toInstant(quarter.afterWork(Date.parse(from), minutes));

describe("open desk time", () => {
  test.each([
    ["within a day", "2026-05-18T08:00:00Z", 90, "2026-05-18T09:30:00.000Z"],
    ["from before the opening", "2026-05-18T02:00:00Z", 90, "2026-05-18T07:30:00.000Z"],
    ["over the night", "2026-05-18T15:30:00Z", 90, "2026-05-19T07:00:00.000Z"],
    ["over the weekend", "2026-05-22T15:30:00Z", 90, "2026-05-25T07:00:00.000Z"],
    ["from a Sunday", "2026-05-24T12:00:00Z", 30, "2026-05-25T06:30:00.000Z"],
    ["over several days", "2026-05-18T06:00:00Z", 1_500, "2026-05-20T11:00:00.000Z"],
    ["over the change to summer time", "2026-03-27T16:30:00Z", 60, "2026-03-30T06:30:00.000Z"],
  ])("runs %s", (_, from, minutes, expected) => {
    expect(after(from, minutes)).toBe(expected);
  });
});

test("contacts come in within the thirteen weeks", () => {
  const dice = diceFor("arrivals");
  const arrivals = Array.from({ length: 2_000 }, (_, index) =>
    quarter.arrival(dice, index % 2 === 0),
  );
  expect(quarter.until - quarter.from).toBe(91 * 86_400_000);
  expect(Math.min(...arrivals)).toBeGreaterThanOrEqual(quarter.from);
  expect(Math.max(...arrivals)).toBeLessThan(quarter.until);
});
