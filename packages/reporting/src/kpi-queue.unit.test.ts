import { compilePolicy, HOUR, MINUTE, type Fact } from "@docket/service-levels";
import { expect, test } from "vitest";
import { kpiReport } from "./kpi.ts";
import {
  assigned,
  merged,
  MONDAY,
  opened,
  question,
  queued,
  tickets,
  ticketsUnder,
} from "./testing/tickets.ts";

const figuresOf = (...all: readonly (readonly Fact[])[]) => {
  const sums = kpiReport(question());
  for (const ticket of tickets(...all)) sums.add(ticket);
  return sums.report().figures;
};

test("K9 who gives up waiting is abandoned and not answered in time; who waits makes it provisional", () => {
  const call = (end: "contactAnswered" | "contactAbandoned" | null, seconds: number): Fact[] => [
    opened(MONDAY, { channel: "phone" }),
    queued(MONDAY),
    ...(end === null
      ? []
      : [{ type: end, at: MONDAY + seconds * 1_000, interactionId: "call" } as const]),
  ];
  const figures = figuresOf(
    call("contactAnswered", 12),
    call("contactAnswered", 13),
    call("contactAbandoned", 5),
    call(null, 0),
  );
  expect(figures.speedOfAnswer).toMatchObject({ n: 2, value: { meanMs: 12_500 } });
  expect(figures.abandonment).toMatchObject({ n: 4, value: 0.25, provisional: true });
  expect(figures.answeredInTime).toMatchObject({ n: 4, value: 0.25, provisional: true });
});

test("K9 whose target was taken away is not in answered in time, unless abandoned", () => {
  const compiled = compilePolicy({
    name: "teams",
    version: 1,
    effectiveFrom: "2020-01-01T00:00:00Z",
    calendars: {},
    rules: [{ name: "a", target: "speedOfAnswer", when: { team: ["a"] }, within: "PT1M" }],
  });
  if (!compiled.ok) throw new Error(JSON.stringify(compiled.problems));
  const sums = kpiReport(question());
  const call = (...more: readonly Fact[]) => [
    opened(MONDAY, { channel: "phone" }),
    assigned(MONDAY, "a", "kim"),
    queued(MONDAY),
    ...more,
  ];
  const taken = assigned(MONDAY, "b", "lee", true);
  const end = { at: MONDAY + MINUTE, interactionId: "call" };
  const all = ticketsUnder(
    compiled.policy,
    call({ ...end, type: "contactAnswered" }),
    call(taken, { ...end, type: "contactAnswered" }),
    call(taken, { ...end, type: "contactAbandoned" }),
    call(taken),
  );
  for (const ticket of all) sums.add(ticket);
  const { answeredInTime, abandonment } = sums.report().figures;
  expect(answeredInTime).toMatchObject({ n: 2, value: 0.5, provisional: false });
  expect(abandonment).toMatchObject({ n: 4, value: 0.25, provisional: true });
});

test("K9 a contact on a ticket that was merged is in neither abandonment nor answered in time", () => {
  const call = (...more: readonly Fact[]) => [
    opened(MONDAY, { channel: "phone" }),
    queued(MONDAY),
    ...more,
  ];
  const gone = call(merged(MONDAY + MINUTE));
  const nothing = { n: 0, value: null, provisional: false };
  const { abandonment, answeredInTime } = figuresOf(gone);
  expect([abandonment, answeredInTime]).toMatchObject([nothing, nothing]);
  const back = figuresOf([...gone, { type: "unmerged", at: MONDAY + HOUR }]);
  const waiting = { n: 1, value: 0, provisional: true };
  expect([back.abandonment, back.answeredInTime]).toMatchObject([waiting, waiting]);
});
