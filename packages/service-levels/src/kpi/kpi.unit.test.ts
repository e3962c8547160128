import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarDocument } from "../calendar-document.ts";
import { compileCalendar } from "../calendar.ts";
import { DAY, HOUR, MINUTE } from "../instant.ts";
import { attainment } from "./attainment.ts";
import { countedAnswer, csat } from "./csat.ts";
import { isMature } from "./cohort.ts";
import { durationFigure, firstResponseTimeDefinition } from "./duration-figure.ts";
import { averageHandlingTime, handlingShares, type Handling } from "./handling-time.ts";
import { nps, npsGroup } from "./nps.ts";
import { percentile } from "./percentile.ts";
import { isReopenedInTime } from "./reopen-rate.ts";
import { sketchPercentiles } from "./sketch.ts";
import { spreadBucket, Spreads } from "./spreads.ts";
import { wilsonInterval } from "./wilson.ts";

test("K1 attainment counts decided clocks only, and is null without any", () => {
  const beside = { cancelled: 5, running: 7, unreachable: 1 };
  expect(attainment({ met: 3, breached: 1, ...beside })).toMatchObject({ n: 4, value: 0.75 });
  expect(attainment({ met: 0, breached: 0, ...beside })).toMatchObject({ n: 0, value: null });
});

test("K2 Wilson's interval, against published values", () => {
  const [low, high] = wilsonInterval(81, 263) ?? [];
  expect(low).toBeCloseTo(0.2553, 4);
  expect(high).toBeCloseTo(0.3662, 4);
  expect(wilsonInterval(0, 10)?.[0]).toBe(0);
  expect(wilsonInterval(10, 10)?.[1]).toBe(1);
  expect(wilsonInterval(0, 0)).toBeNull();
});

describe("K3 CSAT", () => {
  const at = (day: number, score: number | null) => ({ at: day * DAY, csat: score });

  test("a second answer within 7 days of the first replaces it; later ones do not count", () => {
    expect(countedAnswer([at(0, 1), at(7, 5)])).toEqual(at(7, 5));
    expect(countedAnswer([at(0, 1), at(5, 4), at(8, 5)])).toEqual(at(5, 4));
    expect(countedAnswer([at(7.001, 5), at(0, 1)])).toEqual(at(0, 1));
  });

  test("what is no answer from 1 to 5 is none", () => {
    expect(countedAnswer([at(0, 0), at(1, 6), at(2, 2.5)])).toBeNull();
    expect(countedAnswer([at(0, 0), at(9, 4)])).toEqual(at(9, 4));
    expect(countedAnswer([at(0, null), at(9, 4), at(10, null)])).toEqual(at(9, 4));
  });

  test("is the share of 4 and 5, with its interval", () => {
    const figure = csat(8, 10);
    expect(figure).toMatchObject({ n: 10, value: 0.8 });
    expect(figure.interval).toEqual(wilsonInterval(8, 10));
    expect(csat(0, 0)).toMatchObject({ n: 0, value: null, interval: null });
  });
});

test("K4 NPS is promoters less detractors, in percentage points", () => {
  expect([0, 6, 7, 8, 9, 10].map(npsGroup)).toEqual([
    "detractors",
    "detractors",
    "passives",
    "passives",
    "promoters",
    "promoters",
  ]);
  expect([-1, 11, 9.5, null].map(npsGroup)).toEqual([null, null, null, null]);
  expect(nps({ promoters: 1, passives: 1, detractors: 1 })).toMatchObject({ n: 3, value: 0 });
  expect(nps({ promoters: 1, passives: 0, detractors: 3 }).value).toBe(-50);
  expect(nps({ promoters: 0, passives: 0, detractors: 0 }).value).toBeNull();
});

describe("K5 percentiles", () => {
  test("are nearest rank", () => {
    const values = [15, 20, 35, 40, 50];
    expect([5, 30, 40, 50, 100].map((share) => percentile(values, share))).toEqual([
      15, 20, 20, 35, 50,
    ]);
    expect(percentile([], 50)).toBeNull();
    const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
    expect([7, 29, 57].map((share) => percentile(hundred, share))).toEqual([7, 29, 57]);
  });

  test("are summed up with their mean; nothing measured gives no figure", () => {
    expect(durationFigure(firstResponseTimeDefinition, [4, 1, 3, 2], [0, 2])).toMatchObject({
      n: 4,
      value: { meanMs: 2.5, p50Ms: 2, p90Ms: 4 },
      business: { n: 2, value: { meanMs: 1, p50Ms: 0, p90Ms: 2 } },
    });
    const none = durationFigure(firstResponseTimeDefinition, [], []);
    expect(none).toMatchObject({ value: null, business: { n: 0, value: null } });
  });

  const durations = fc.array(
    fc.oneof(fc.nat(20), fc.nat(10 * MINUTE), fc.nat(400 * DAY), fc.constant(0)),
    { maxLength: 200 },
  );

  const SPREAD = "resolutionEffortBusiness";
  const add = (spreads: Spreads, values: readonly number[], times: 1 | -1): void => {
    for (const ms of values) spreads.add(spreadBucket(SPREAD, ms), times);
  };
  const spreadsOf = (values: readonly number[]): Spreads => {
    const spreads = new Spreads();
    add(spreads, values, 1);
    return spreads;
  };
  const sketchIn = (spreads: Spreads) => spreads.sketches()(SPREAD);

  test("come from a sketch within 1 %", () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 0, max: 100 }), (values, share) => {
        const exact = percentile(
          values.toSorted((a, b) => a - b),
          share,
        );
        const about = sketchPercentiles(sketchIn(spreadsOf(values)))(share);
        if (exact === null) expect(about).toBeNull();
        else expect(Math.abs((about ?? NaN) - exact)).toBeLessThanOrEqual(exact * 0.01 + 1e-9);
      }),
    );
  });

  test("add up: a sketch of all is the sketch of the parts, and parts can be taken out", () => {
    fc.assert(
      fc.property(durations, durations, (one, other) => {
        const both = spreadsOf(one);
        both.addAll(spreadsOf(other));
        expect(sketchIn(both)).toEqual(sketchIn(spreadsOf([...one, ...other])));
        const { buckets, counts } = sketchIn(both);
        expect(buckets).toEqual(buckets.toSorted((a, b) => a - b));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(one.length + other.length);
        add(both, other, -1);
        expect(sketchIn(both)).toEqual(sketchIn(spreadsOf(one)));
      }),
    );
    expect(sketchPercentiles(sketchIn(new Spreads()))(50)).toBeNull();
  });
});

describe("K6 handling time", () => {
  const office = compileCalendar(
    calendarDocument.parse({ timeZone: "UTC", weekly: { thursday: [["00:00", "00:06"]] } }),
  );
  const stretch = (
    interactionId: string,
    from: number,
    to: number,
    agent = "kim",
    calendar: Handling["calendar"] = null,
  ): Handling => ({ interactionId, agent, from: from * MINUTE, to: to * MINUTE, calendar });
  const times = (handlings: readonly Handling[]) =>
    handlingShares(handlings).map(({ interactionId, ms }) => [interactionId, ms / MINUTE]);

  test("an agent with three chats at once gives each a third of the time they share", () => {
    const three = [stretch("a", 0, 9), stretch("b", 0, 9), stretch("c", 0, 9)];
    expect(times(three)).toEqual([
      ["a", 3],
      ["b", 3],
      ["c", 3],
    ]);
    expect(times([stretch("a", 0, 10), stretch("b", 4, 8)])).toEqual([
      ["a", 8],
      ["b", 2],
    ]);
  });

  test("business time is shared alike, and is what lies in the opening hours", () => {
    const both = [stretch("a", 0, 10, "kim", office), stretch("b", 4, 8, "kim", office)];
    const shares = handlingShares(both).map(({ businessMs }) => (businessMs ?? NaN) / MINUTE);
    expect(shares).toEqual([5, 1]);
    expect(handlingShares([stretch("a", 0, 10)])[0]?.businessMs).toBeNull();
  });

  test("two agents on one interaction both count; one agent twice on it counts once", () => {
    expect(times([stretch("a", 0, 5), stretch("a", 0, 5, "lee")])).toEqual([
      ["a", 5],
      ["a", 5],
    ]);
    expect(times([stretch("a", 0, 5), stretch("a", 3, 8)])).toEqual([["a", 8]]);
  });

  test("a stretch of no length is handled in no time; without any there is no average", () => {
    expect(times([stretch("a", 3, 3)])).toEqual([["a", 0]]);
    const none = { ms: 0, interactions: 0 };
    expect(averageHandlingTime(none, none)).toMatchObject({ n: 0, value: null });
    expect(averageHandlingTime({ ms: HOUR, interactions: 4 }, none).value).toBe(HOUR / 4);
  });

  test("shares add up to the time in which the agent handled anything", () => {
    const any = fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.nat(60), fc.nat(60));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (stretches) => {
        const handlings = stretches.map(([id, from, length]) => stretch(id, from, from + length));
        const sum = handlingShares(handlings).reduce((total, { ms }) => total + ms, 0);
        const busy = Array.from({ length: 120 }, (_, minute) => minute).filter((minute) =>
          stretches.some(([, from, length]) => from <= minute && minute < from + length),
        ).length;
        expect(Math.abs(sum - busy * MINUTE)).toBeLessThanOrEqual(4);
      }),
    );
  });
});

test("K7 a reopening counts up to 7 days after the resolution, that instant included", () => {
  expect(isReopenedInTime(0, 7 * DAY)).toBe(true);
  expect(isReopenedInTime(0, 7 * DAY + 1)).toBe(false);
  expect(isReopenedInTime(0, null)).toBe(false);
  expect(isMature(0, 7 * DAY)).toBe(false);
  expect(isMature(0, 7 * DAY + 1)).toBe(true);
});
