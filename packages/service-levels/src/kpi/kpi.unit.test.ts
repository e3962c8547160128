import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DAY, HOUR, MINUTE } from "../instant.ts";
import { abandonment, answeredInTime } from "./abandonment.ts";
import { attainment } from "./attainment.ts";
import { countedAnswer, csat } from "./csat.ts";
import { durationFigure, firstResponseTimeDefinition } from "./duration-figure.ts";
import { firstContactContribution } from "./first-contact-resolution.ts";
import { averageHandlingTime, handlingTimes, type Handling } from "./handling-time.ts";
import { nps, npsCounts } from "./nps.ts";
import { percentile } from "./percentile.ts";
import { reopenContribution, reopenRate } from "./reopen-rate.ts";
import { emptySketch, mergeSketches, sketchOf, sketchPercentile, sketchSize } from "./sketch.ts";
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
  const at = (day: number, score: number) => ({ answeredAt: day * DAY, score });

  test("a second answer within 7 days of the first replaces it; later ones do not count", () => {
    expect(countedAnswer([at(0, 1), at(7, 5)])).toEqual(at(7, 5));
    expect(countedAnswer([at(0, 1), at(5, 4), at(8, 5)])).toEqual(at(5, 4));
    expect(countedAnswer([at(7.001, 5), at(0, 1)])).toEqual(at(0, 1));
  });

  test("what is no answer from 1 to 5 is none", () => {
    expect(countedAnswer([at(0, 0), at(1, 6), at(2, 2.5)])).toBeNull();
    expect(countedAnswer([at(0, 0), at(9, 4)])).toEqual(at(9, 4));
  });

  test("is the share of 4 and 5, with interval and response rate", () => {
    const figure = csat({ invited: 40, answered: 10, satisfied: 8 });
    expect(figure).toMatchObject({ n: 10, value: 0.8, responseRate: 0.25 });
    expect(figure.interval).toEqual(wilsonInterval(8, 10));
    expect(csat({ invited: 0, answered: 0, satisfied: 0 })).toMatchObject({
      value: null,
      interval: null,
      responseRate: null,
    });
  });
});

test("K4 NPS takes each customer's latest answer in the window", () => {
  const answer = (customerId: string, answeredAt: number, score: number) => ({
    customerId,
    answeredAt,
    score,
  });
  const answers = [
    answer("a", 1, 0),
    answer("a", 5, 10),
    answer("b", 2, 6),
    answer("c", 3, 8),
    answer("d", 10, 9),
    answer("e", 4, 11),
  ];
  const counts = npsCounts(answers, 0, 10);
  expect(counts).toEqual({ promoters: 1, passives: 1, detractors: 1 });
  expect(nps(counts)).toMatchObject({ n: 3, value: 0 });
  expect(nps({ promoters: 1, passives: 0, detractors: 3 }).value).toBe(-50);
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
    expect(durationFigure(firstResponseTimeDefinition, [4, 1, 3, 2])).toMatchObject({
      n: 4,
      value: { meanMs: 2.5, p50Ms: 2, p90Ms: 4 },
    });
    expect(durationFigure(firstResponseTimeDefinition, []).value).toBeNull();
  });

  const durations = fc.array(
    fc.oneof(fc.nat(20), fc.nat(10 * MINUTE), fc.nat(400 * DAY), fc.constant(0)),
    { maxLength: 200 },
  );

  test("come from a sketch within 1 %", () => {
    fc.assert(
      fc.property(durations, fc.integer({ min: 0, max: 100 }), (values, share) => {
        const exact = percentile(
          values.toSorted((a, b) => a - b),
          share,
        );
        const about = sketchPercentile(sketchOf(values), share);
        if (exact === null) expect(about).toBeNull();
        else expect(Math.abs((about ?? NaN) - exact)).toBeLessThanOrEqual(exact * 0.01 + 1e-9);
      }),
    );
  });

  test("merge: a sketch of all is the sketch of the parts, and parts can be taken out", () => {
    fc.assert(
      fc.property(durations, durations, (one, other) => {
        const merged = mergeSketches(sketchOf(one), sketchOf(other));
        expect(merged).toEqual(sketchOf([...one, ...other]));
        expect(sketchSize(merged)).toBe(one.length + other.length);
        expect(mergeSketches(merged, sketchOf(other), -1)).toEqual(sketchOf(one));
      }),
    );
    expect(sketchPercentile(emptySketch, 50)).toBeNull();
  });
});

describe("K6 handling time", () => {
  const stretch = (interactionId: string, from: number, to: number, agentId = "kim"): Handling => ({
    interactionId,
    agentId,
    from: from * MINUTE,
    to: to * MINUTE,
  });

  test("an agent with three chats at once gives each a third of the time they share", () => {
    const times = handlingTimes([stretch("a", 0, 9), stretch("b", 0, 9), stretch("c", 0, 9)]);
    expect([...times.values()]).toEqual([3 * MINUTE, 3 * MINUTE, 3 * MINUTE]);
    const staggered = handlingTimes([stretch("a", 0, 10), stretch("b", 4, 8)]);
    expect(staggered.get("a")).toBe(8 * MINUTE);
    expect(staggered.get("b")).toBe(2 * MINUTE);
  });

  test("two agents on one interaction both count; one agent twice on it counts once", () => {
    expect(handlingTimes([stretch("a", 0, 5), stretch("a", 0, 5, "lee")]).get("a")).toBe(
      10 * MINUTE,
    );
    expect(handlingTimes([stretch("a", 0, 5), stretch("a", 3, 8)]).get("a")).toBe(8 * MINUTE);
  });

  test("a stretch of no length is handled in no time; without any there is no average", () => {
    expect(handlingTimes([stretch("a", 3, 3)])).toEqual(new Map([["a", 0]]));
    expect(averageHandlingTime(0, 0).value).toBeNull();
    expect(averageHandlingTime(HOUR, 4).value).toBe(HOUR / 4);
  });

  test("shares add up to the time in which the agent handled anything", () => {
    const any = fc.tuple(fc.constantFrom("a", "b", "c", "d"), fc.nat(60), fc.nat(60));
    fc.assert(
      fc.property(fc.array(any, { maxLength: 12 }), (stretches) => {
        const handlings = stretches.map(([id, from, length]) => stretch(id, from, from + length));
        const sum = [...handlingTimes(handlings).values()].reduce((total, ms) => total + ms, 0);
        const busy = Array.from({ length: 120 }, (_, minute) => minute).filter((minute) =>
          stretches.some(([, from, length]) => from <= minute && minute < from + length),
        ).length;
        expect(Math.abs(sum - busy * MINUTE)).toBeLessThanOrEqual(4);
      }),
    );
  });
});

test("K7 reopened within 7 days of the first resolution, provisional until they have passed", () => {
  const reopenedAt = (firstReopenedAt: number | null, now: number) =>
    reopenContribution({ firstResolvedAt: 0, firstReopenedAt }, now);
  expect(reopenedAt(7 * DAY, 8 * DAY)).toEqual({ resolved: 1, reopened: 1, provisional: 0 });
  expect(reopenedAt(7 * DAY + 1, 8 * DAY).reopened).toBe(0);
  expect(reopenedAt(null, 7 * DAY).provisional).toBe(1);
  const counts = { resolved: 4, reopened: 1, provisional: 2 };
  expect(reopenRate(counts)).toMatchObject({ n: 4, value: 0.25, provisional: true });
});

test("K8 first-contact resolution waits 7 days and knows what spoils it", () => {
  const clean = {
    firstResolvedAt: 0,
    inboundContacts: 1,
    transfers: 0,
    firstReopenedAt: null,
    nextTicketAt: null,
  };
  const counts = (change: object, now = 8 * DAY) =>
    firstContactContribution({ ...clean, ...change }, now);
  expect(counts({})).toEqual({ matured: 1, onFirstContact: 1, provisional: 0 });
  expect(counts({}, 7 * DAY)).toEqual({ matured: 0, onFirstContact: 0, provisional: 1 });
  const spoiled = [
    { inboundContacts: 2 },
    { inboundContacts: 0 },
    { transfers: 1 },
    { firstReopenedAt: 1 },
    { nextTicketAt: 7 * DAY },
  ];
  expect(spoiled.map((change) => counts(change).onFirstContact)).toEqual([0, 0, 0, 0, 0]);
  expect(counts({ nextTicketAt: 7 * DAY + 1 }).onFirstContact).toBe(1);
});

test("K9 who gives up waiting is not answered in time", () => {
  const counts = { queued: 10, abandoned: 2, answeredInTime: 6 };
  expect(abandonment(counts)).toMatchObject({ n: 10, value: 0.2 });
  expect(answeredInTime(counts)).toMatchObject({ n: 10, value: 0.6 });
});
