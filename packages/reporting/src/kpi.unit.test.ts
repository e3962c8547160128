import { DAY, HOUR, MINUTE, type Fact } from "@docket/service-levels";
import { describe, expect, test } from "vitest";
import { kpiReport } from "./kpi.ts";
import type { KpiQuestion } from "./kpi-rows.ts";
import {
  answered,
  assigned,
  categorised,
  closed,
  handled,
  invited,
  merged,
  message,
  MONDAY,
  opened,
  question,
  queued,
  reopened,
  replied,
  reportOn,
  resolved,
  tickets,
} from "./testing/tickets.ts";

const reportOf = (given: Partial<KpiQuestion>, ...all: readonly (readonly Fact[])[]) =>
  reportOn(tickets(...all), kpiReport(question(given)));
const figuresOf = (...all: readonly (readonly Fact[])[]) => reportOf({}, ...all).figures;

test("K10 a ticket without a person's reply is not in the average", () => {
  const { firstResponseTime, firstResponseTimeAny } = figuresOf(
    [opened(MONDAY), replied(MONDAY + HOUR, true)],
    [opened(MONDAY), replied(MONDAY + HOUR, true), replied(MONDAY + 3 * HOUR)],
    [opened(MONDAY)],
  );
  expect(firstResponseTime).toMatchObject({ n: 1, value: { meanMs: 3 * HOUR } });
  expect(firstResponseTimeAny).toMatchObject({ n: 2, value: { meanMs: HOUR } });
});

test("K14 business time is what lies in the opening hours of the calendar asked for", () => {
  const overnight = [opened(MONDAY + 7 * HOUR), replied(MONDAY + 25 * HOUR)];
  const { firstResponseTime } = figuresOf(overnight);
  expect(firstResponseTime.value?.meanMs).toBe(18 * HOUR);
  expect(firstResponseTime.business).toMatchObject({ n: 1, value: { meanMs: 2 * HOUR } });
  const elsewhere = reportOf({ calendar: "night" }, overnight).figures.firstResponseTime;
  expect(elsewhere).toMatchObject({ n: 1, business: { n: 0, value: null } });
});

test("K11 first and full resolution, and the effort between", () => {
  const figures = figuresOf([
    opened(MONDAY),
    { type: "customerAwaited", at: MONDAY + HOUR },
    { type: "resumed", at: MONDAY + 2 * HOUR },
    resolved(MONDAY + 3 * HOUR),
    reopened(MONDAY + 5 * HOUR),
    resolved(MONDAY + 6 * HOUR),
  ]);
  expect(figures.firstResolutionTime.value?.meanMs).toBe(3 * HOUR);
  expect(figures.fullResolutionTime.value?.meanMs).toBe(6 * HOUR);
  expect(figures.resolutionEffort.value?.meanMs).toBe(3 * HOUR);
  expect(figures.fullResolutionTime.provisional).toBe(false);
});

test("K11 resolution times are provisional while a ticket is open again, not once it has ended unresolved", () => {
  const again = [opened(MONDAY), resolved(MONDAY + HOUR), reopened(MONDAY + 2 * HOUR)];
  const isProvisional = (...more: readonly Fact[]) => {
    const { fullResolutionTime, resolutionEffort } = figuresOf([...again, ...more]);
    return [fullResolutionTime.provisional, resolutionEffort.provisional];
  };
  expect(isProvisional()).toEqual([true, true]);
  expect(isProvisional(closed(MONDAY + 3 * HOUR))).toEqual([false, false]);
  expect(isProvisional({ type: "withdrawn", at: MONDAY + 3 * HOUR })).toEqual([false, false]);
  expect(isProvisional(merged(MONDAY + 3 * HOUR))).toEqual([false, false]);
});

test("K7 reopened exactly 7 days after counts, an instant later does not", () => {
  const after = (ms: number) => [opened(MONDAY), resolved(MONDAY), reopened(MONDAY + ms)];
  const rate = figuresOf(after(7 * DAY), after(7 * DAY + 1)).reopenRate;
  expect(rate).toMatchObject({ n: 2, value: 0.5, provisional: false });
  const young = reportOf({ now: MONDAY + 7 * DAY }, after(8 * DAY)).figures.reopenRate;
  expect(young).toMatchObject({ n: 1, value: 0, provisional: true });
});

describe("K3 a survey answered twice", () => {
  const twice = (ms: number) => [
    opened(MONDAY),
    resolved(MONDAY),
    invited(MONDAY),
    answered(MONDAY + HOUR, 1),
    answered(MONDAY + HOUR + ms, 5),
  ];

  test("within 7 days: the second replaces the first", () => {
    expect(figuresOf(twice(7 * DAY)).csat).toMatchObject({ n: 1, value: 1 });
  });

  test("later: it is not counted", () => {
    expect(figuresOf(twice(7 * DAY + 1)).csat).toMatchObject({ n: 1, value: 0 });
  });

  test("or not at all is credited to who had the ticket when it was resolved", () => {
    const passedOn = [
      opened(MONDAY),
      assigned(MONDAY, "billing", "kim"),
      resolved(MONDAY),
      invited(MONDAY),
      assigned(MONDAY + DAY, "sales", "lee"),
    ];
    const { groups } = reportOf({ by: ["agent"] }, passedOn);
    const rates = groups.map(({ group, figures }) => [group.agent, figures.surveyResponseRate.n]);
    expect(rates).toContainEqual(["kim", 1]);
  });

  test("is credited like an invitation that nobody answered, whoever its answer names", () => {
    const handledAlone: readonly Fact[] = [
      opened(MONDAY),
      { type: "handlingStarted", at: MONDAY, sessionId: "s", agent: "lee", interactionId: null },
      resolved(MONDAY),
      invited(MONDAY),
    ];
    const nobody = { surveyId: "survey", team: null, agent: null };
    const nobodys: Fact = { type: "surveyAnswered", at: MONDAY, csat: 5, nps: 9, ...nobody };
    const { groups } = reportOf({ by: ["agent"] }, handledAlone, [...handledAlone, nobodys]);
    const lee = groups.find(({ group }) => group.agent === "lee")?.figures;
    expect(lee?.surveyResponseRate).toMatchObject({ n: 2, value: 0.5 });
    expect([lee?.csat.n, lee?.nps.n]).toEqual([1, 1]);
  });

  test("in words alone is an answer too", () => {
    const inWords = [opened(MONDAY), resolved(MONDAY), invited(MONDAY), answered(MONDAY, null)];
    const { surveyResponseRate, csat } = figuresOf(inWords);
    expect([surveyResponseRate.value, csat.n]).toEqual([1, 0]);
  });

  test("is one answer to one invitation", () => {
    const unanswered = [opened(MONDAY), invited(MONDAY)];
    const { surveyResponseRate } = figuresOf(twice(DAY), unanswered);
    expect(surveyResponseRate).toMatchObject({ n: 2, value: 0.5 });
  });
});

test("K12 the backlog is told of the time that its instant ends, and is not zero in others", () => {
  const facts = [opened(MONDAY), replied(MONDAY + DAY)];
  const { groups } = reportOf({ by: ["day"], now: MONDAY + 2 * DAY }, facts);
  expect(groups.map(({ group, figures: { backlog } }) => [group.day, backlog.value])).toEqual([
    ["2026-03-02", null],
    ["2026-03-03", null],
    ["2026-03-04", 1],
  ]);
  const [all] = reportOf({ by: ["channel"], now: MONDAY + 2 * DAY }, facts).groups;
  expect(all?.figures.backlog.value).toBe(1);
});

test("K4 a customer's latest answer counts in each month, and once in the period", () => {
  const of = (customerId: string | null, at: number, nps: number) => [
    opened(MONDAY - 40 * DAY, { customerId }),
    answered(at, null, nps),
  ];
  const { figures, groups } = reportOf(
    { by: ["month"] },
    of("anna", MONDAY - 20 * DAY, 10),
    of("anna", MONDAY, 0),
    of("berta", MONDAY, 8),
    of(null, MONDAY, 9),
    of(null, MONDAY, 9),
  );
  expect(figures.nps).toMatchObject({ n: 4, promoters: 2, passives: 1, detractors: 1, value: 25 });
  const months = groups.filter(({ figures: { nps } }) => nps.n > 0);
  expect(months.map(({ group, figures: { nps } }) => [group.month, nps.n, nps.value])).toEqual([
    ["2026-02", 1, 100],
    ["2026-03", 4, 25],
  ]);
});

describe("K6 handling time", () => {
  test("is shared by three chats at once on three tickets", () => {
    const chat = (interaction: string) => [
      opened(MONDAY),
      ...handled(MONDAY, MONDAY + 9 * MINUTE, "kim", interaction),
    ];
    const { averageHandlingTime } = figuresOf(chat("a"), chat("b"), chat("c"));
    expect(averageHandlingTime).toMatchObject({ n: 3, value: 3 * MINUTE, totalMs: 9 * MINUTE });
    expect(averageHandlingTime.business).toMatchObject({ n: 3, value: 3 * MINUTE });
  });

  test("of two agents on one interaction is that of both, and the interaction is one", () => {
    const passedOn: Fact[] = [
      opened(MONDAY),
      ...handled(MONDAY, MONDAY + 4 * MINUTE, "kim", "call"),
      { type: "handlingStarted", at: MONDAY, sessionId: "2", agent: "lee", interactionId: "call" },
      { type: "handlingEnded", at: MONDAY + 2 * MINUTE, sessionId: "2" },
    ];
    const { figures, groups } = reportOf({ by: ["agent"] }, passedOn);
    expect(figures.averageHandlingTime).toMatchObject({ n: 1, value: 6 * MINUTE });
    const byAgent = groups.map(({ group, figures: { averageHandlingTime } }) => [
      group.agent,
      averageHandlingTime.value,
    ]);
    expect(byAgent).toEqual([
      ["kim", 4 * MINUTE],
      ["lee", 2 * MINUTE],
      [null, null],
    ]);
  });

  test("of a session that goes on is not counted, but shared", () => {
    const [started] = handled(MONDAY, 0, "kim", "b");
    const { averageHandlingTime } = figuresOf(
      [opened(MONDAY), ...handled(MONDAY, MONDAY + 8 * MINUTE)],
      started === undefined ? [] : [opened(MONDAY), started],
    );
    expect(averageHandlingTime).toMatchObject({ n: 1, value: 4 * MINUTE });
  });

  test("without handling events is null, never the resolution time", () => {
    const { averageHandlingTime } = figuresOf([opened(MONDAY), resolved(MONDAY + HOUR)]);
    expect(averageHandlingTime).toMatchObject({ n: 0, value: null, business: { value: null } });
  });
});

describe("K8 first-contact resolution", () => {
  const solved = (at: number, customerId: string | null, ...more: readonly Fact[]): Fact[] => [
    opened(at, { customerId }),
    categorised(at, "device"),
    resolved(at + HOUR),
    ...more,
  ];
  const rate = (...all: readonly (readonly Fact[])[]) => figuresOf(...all).firstContactResolution;

  test("is spoiled by a second contact, a transfer, a reopening", () => {
    expect(rate(solved(MONDAY, "anna")).value).toBe(1);
    expect(rate(solved(MONDAY, "anna", message(MONDAY + DAY))).value).toBe(0);
    expect(rate(solved(MONDAY, "anna", assigned(MONDAY, "b", "x", true))).value).toBe(0);
    expect(rate(solved(MONDAY, "anna", reopened(MONDAY + 20 * DAY))).value).toBe(0);
  });

  test("is spoiled by a call, unless it is the opening itself", () => {
    const called = (...more: readonly Fact[]) =>
      rate([
        opened(MONDAY, { channel: "phone", customerId: "anna" }),
        ...more,
        resolved(MONDAY + HOUR),
      ]).value;
    expect(called(queued(MONDAY))).toBe(1);
    expect(called(queued(MONDAY), queued(MONDAY + MINUTE))).toBe(1);
    expect(called(queued(MONDAY), queued(MONDAY + MINUTE, "phone", "again"))).toBe(0);
    expect(called(queued(MONDAY, "chat"))).toBe(0);
    expect(called(queued(MONDAY, "chat", "first"), queued(MONDAY))).toBe(0);
    const clarified: Fact = { type: "clarificationAnswered", at: MONDAY };
    expect(called(clarified)).toBe(0);
    expect(called(queued(MONDAY), clarified)).toBe(0);
  });

  test("is spoiled by another ticket of the customer in the category, up to 7 days after", () => {
    const first = solved(MONDAY, "anna");
    const next = (ms: number) => solved(MONDAY + HOUR + 7 * DAY + ms, "anna");
    expect(rate(first, next(0))).toMatchObject({ n: 2, value: 0.5 });
    expect(rate(first, next(1)).value).toBe(1);
    expect(rate(next(1), first).value).toBe(1);
    expect(rate(first, solved(MONDAY, "anna")).value).toBe(0);
    expect(rate(first, solved(MONDAY + DAY, "berta")).value).toBe(1);
    expect(rate(solved(MONDAY, null), solved(MONDAY, null)).value).toBe(1);
    const other = [opened(MONDAY, { customerId: "anna" }), categorised(MONDAY, "billing")];
    expect(rate(first, other).value).toBe(1);
  });

  test("is spoiled by a ticket that was merged into it: the customer came twice", () => {
    const double = [
      opened(MONDAY + MINUTE, { customerId: "anna" }),
      categorised(MONDAY + MINUTE, "device"),
      merged(MONDAY + 2 * MINUTE),
    ];
    expect(rate(solved(MONDAY, "anna"), double)).toMatchObject({ n: 1, value: 0 });
  });

  test("waits until the 7 days have passed", () => {
    const now = MONDAY + HOUR + 7 * DAY;
    const { firstContactResolution } = reportOf({ now }, solved(MONDAY, "anna")).figures;
    expect(firstContactResolution).toMatchObject({ n: 0, value: null, provisional: true });
    const later = reportOf({ now: now + 1 }, solved(MONDAY, "anna")).figures.firstContactResolution;
    expect(later).toMatchObject({ n: 1, value: 1, provisional: false });
  });
});

test("K12 the backlog is that at the end of the period, or at now; merged tickets are not in it", () => {
  const all = [
    [opened(MONDAY), closed(MONDAY + DAY)],
    [opened(MONDAY), merged(MONDAY + HOUR)],
    [opened(MONDAY), merged(MONDAY + HOUR), { type: "unmerged", at: MONDAY + DAY } as const],
    [opened(MONDAY + 3 * DAY)],
  ];
  const at = (to: number | null) =>
    reportOf({ period: { from: null, to, zone: "UTC" } }, ...all).figures.backlog.n;
  expect([MONDAY, MONDAY + HOUR, MONDAY + DAY, null].map(at)).toEqual([3, 1, 1, 2]);
});
