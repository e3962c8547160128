import { HOUR, MINUTE } from "@docket/service-levels";
import { expect, test } from "vitest";
import { agentsIn, byAgent } from "./agents.ts";
import { kpiReport } from "./kpi.ts";
import {
  answered,
  assigned,
  handled,
  MONDAY,
  opened,
  question,
  reopened,
  replied,
  reportOn,
  resolved,
  tickets,
} from "./testing/tickets.ts";

test("K15 what was done is credited to who had the ticket then, or handled it", () => {
  const asked = question({ by: ["team"] });
  const all = tickets(
    [
      opened(MONDAY),
      ...handled(MONDAY, MONDAY + 6 * MINUTE, "lee"),
      assigned(MONDAY + HOUR, "billing", "kim"),
      replied(MONDAY + HOUR),
      resolved(MONDAY + 2 * HOUR),
      answered(MONDAY + 3 * HOUR, 5),
      reopened(MONDAY + 4 * HOUR),
      assigned(MONDAY + 5 * HOUR, "second", "mo"),
    ],
    [opened(MONDAY), ...handled(MONDAY + 6 * MINUTE, MONDAY + 8 * MINUTE, "kim")],
  );
  const { by, agents } = agentsIn(asked, reportOn(all, kpiReport(byAgent(asked))));
  expect(by).toEqual(["agent", "team"]);
  const lines = agents.map((line) => [
    line.group.agent,
    line.group.team,
    line.averageHandlingTime.totalMs / MINUTE,
    line.shareOfHandling,
    line.firstResponseTime.n,
    line.firstResolutionTime.n,
    line.csat.value,
    line.reopenRate.value,
    line.backlog.n,
  ]);
  expect(lines).toEqual([
    ["kim", "billing", 0, 0, 1, 1, 1, 1, 0],
    ["kim", null, 2, 0.25, 0, 0, null, null, 0],
    ["lee", "billing", 6, 0.75, 0, 0, null, null, 0],
    ["mo", "second", 0, 0, 0, 0, null, null, 1],
    [null, null, 0, 0, 0, 0, null, null, 1],
  ]);
});
