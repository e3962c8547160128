import { HOUR, MINUTE, type Fact } from "@docket/service-levels";
import { expect, test } from "vitest";
import { kpiReport } from "./kpi.ts";
import {
  assigned,
  merged,
  MONDAY,
  opened,
  policyOf,
  question,
  queued,
  reportOn,
  tickets,
  ticketsUnder,
} from "./testing/tickets.ts";

const figuresOf = (...all: readonly (readonly Fact[])[]) =>
  reportOn(tickets(...all), kpiReport(question())).figures;
const call = (...more: readonly Fact[]): Fact[] => [
  opened(MONDAY, { channel: "phone" }),
  queued(MONDAY),
  ...more,
];

test("K9 who gives up waiting is abandoned and not answered in time; who waits makes it provisional", () => {
  const after = (seconds: number, type: "contactAnswered" | "contactAbandoned"): Fact => ({
    type,
    at: MONDAY + seconds * 1_000,
    interactionId: "call",
  });
  const figures = figuresOf(
    call(after(12, "contactAnswered")),
    call(after(13, "contactAnswered")),
    call(after(5, "contactAbandoned")),
    call(),
  );
  expect(figures.speedOfAnswer).toMatchObject({ n: 2, value: { meanMs: 12_500 } });
  expect(figures.abandonment).toMatchObject({ n: 4, value: 0.25, provisional: true });
  expect(figures.answeredInTime).toMatchObject({ n: 4, value: 0.25, provisional: true });
});

test("K9 whose target was taken away is not in answered in time, unless abandoned", () => {
  const policy = policyOf({
    name: "teams",
    version: 1,
    effectiveFrom: "2020-01-01T00:00:00Z",
    calendars: {},
    rules: [{ name: "a", target: "speedOfAnswer", when: { team: ["a"] }, within: "PT1M" }],
  });
  const assignedCall = (...more: readonly Fact[]) => [
    opened(MONDAY, { channel: "phone" }),
    assigned(MONDAY, "a", "kim"),
    queued(MONDAY),
    ...more,
  ];
  const taken = assigned(MONDAY, "b", "lee", true);
  const end = { at: MONDAY + MINUTE, interactionId: "call" };
  const all = ticketsUnder(
    policy,
    assignedCall({ ...end, type: "contactAnswered" }),
    assignedCall(taken, { ...end, type: "contactAnswered" }),
    assignedCall(taken, { ...end, type: "contactAbandoned" }),
    assignedCall(taken),
  );
  const { answeredInTime, abandonment } = reportOn(all, kpiReport(question())).figures;
  expect(answeredInTime).toMatchObject({ n: 2, value: 0.5, provisional: false });
  expect(abandonment).toMatchObject({ n: 4, value: 0.25, provisional: true });
});

test("K9 a contact on a ticket that was merged is in neither abandonment nor answered in time", () => {
  const gone = call(merged(MONDAY + MINUTE));
  const nothing = { n: 0, value: null, provisional: false };
  const { abandonment, answeredInTime } = figuresOf(gone);
  expect([abandonment, answeredInTime]).toMatchObject([nothing, nothing]);
  const back = figuresOf([...gone, { type: "unmerged", at: MONDAY + HOUR }]);
  const waiting = { n: 1, value: 0, provisional: true };
  expect([back.abandonment, back.answeredInTime]).toMatchObject([waiting, waiting]);
});
