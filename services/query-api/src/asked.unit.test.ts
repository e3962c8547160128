import { defaultDeskPolicy } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import { parseAsked, questions } from "./asked.ts";
import { calendarRefusal } from "./calendar-asked.ts";

const clock = Date.parse("2026-03-02T09:00:00Z");
const question = {
  period: { from: null, to: null, zone: "UTC" },
  now: clock,
  asOf: null,
  by: [],
  policy: null,
  calendar: "business",
};
const asked = (over: object, more: object = {}) => ({
  question: { ...question, ...over, ...more },
  policy: null,
  knownAt: null,
  isPresent: true,
});
const inYears = (years: number) => Date.UTC(2026 + years, 0);

describe("what a report is asked over HTTP", () => {
  test("is taken as the command line sends it", () => {
    const period = { from: Date.parse("0001-01-01T00:00:00Z"), to: inYears(7_973), zone: "UTC" };
    const parsed = parseAsked(questions.kpi, asked({ period, now: inYears(200) }), clock);
    expect(parsed).toMatchObject({ ok: true, value: { question: { now: inYears(200) } } });
  });

  test.each([
    ["question.now", { now: inYears(201) }],
    ["question.now", { now: 8_640_000_000_000_000 }],
    ["question.now", { now: Date.parse("0001-01-01T00:00:00Z") - 1 }],
    ["question.period.to", { period: { from: clock, to: clock, zone: "UTC" } }],
    ["question.period.to", { period: { from: clock, to: clock - 1, zone: "UTC" } }],
    ["question.period.from", { period: { from: 8_640_000_000_000_000, to: null, zone: "UTC" } }],
    ["question.by", { by: ["channel", "month", "channel"] }],
  ])("is refused for %s", (field, over) => {
    const refused = { ok: false, refusal: { code: "INVALID_FIELD", field } };
    expect(parseAsked(questions.kpi, asked(over), clock)).toMatchObject(refused);
  });

  test("has no backlog of what has not come yet", () => {
    const parse = (instants: readonly number[]) =>
      parseAsked(questions.backlog, asked({}, { instants }), clock);
    expect(parse([clock - 1, clock])).toMatchObject({ ok: true });
    expect(parse([clock + 1])).toMatchObject({ refusal: { field: "question.instants" } });
  });
});

describe("a calendar", () => {
  const refusalFor = (calendar: string) => {
    const { serviceLevels } = defaultDeskPolicy;
    const document = { serviceLevels: { ...serviceLevels, calendars: {}, rules: [] } };
    const version = { version: 1, effectiveFrom: "2026-01-01T00:00:00.000Z", document };
    const policies = () => Promise.resolve([{ name: "desk", version }]);
    return calendarRefusal({ policies }, { calendar, policy: null, field: "calendar" });
  };

  test("that no policy has is refused, with those that there are", async () => {
    expect(await refusalFor("busines")).toMatchObject({
      code: "INVALID_FIELD",
      field: "calendar",
      allowed: ["24x7"],
    });
  });

  test("is taken when a policy has it, and as the usual one", async () => {
    expect(await refusalFor("24x7")).toBeUndefined();
    expect(await refusalFor("business")).toBeUndefined();
  });
});
