import { defaultDeskPolicy } from "@docket/schemas";
import { factLine, type Fact } from "@docket/service-levels";
import { expect, test } from "vitest";
import { handlingMonths } from "./handling-months.ts";
import { createJudge } from "./judged-tickets.ts";
import { kpiHandling } from "./kpi-gathered.ts";
import { createPolicyBook } from "./policy-book.ts";
import { HOUR, opening, START } from "./testing/facts.ts";

const policies = createPolicyBook();
policies.learn("desk", {
  version: 1,
  effectiveFrom: "1970-01-01T00:00:00.000Z",
  document: defaultDeskPolicy,
});
const { summands } = kpiHandling(createJudge(policies));

const session = (agent: string, interactionId: string, from: number, to: number): Fact[] => {
  const sessionId = `${agent} ${from}`;
  return [
    { type: "handlingStarted", at: START + from * HOUR, sessionId, agent, interactionId },
    { type: "handlingEnded", at: START + to * HOUR, sessionId },
  ];
};
const sharedOf = (...facts: readonly Fact[]) => {
  const lines = [opening, ...facts].map(factLine).join("\n");
  return summands({ ticketId: "T", facts: lines, alarms: "" }).map(({ keys, amounts }) => [
    keys[0]?.[0],
    amounts.get("sessions"),
    amounts.get("shared"),
  ]);
};

test("an interaction that two agents took part in, be it in turn, is looked at session by session", () => {
  expect(sharedOf(...session("kim", "call", 1, 2), ...session("lee", "call", 2, 3))).toEqual([
    ["kim", 1, 1],
    ["lee", 1, 1],
  ]);
  expect(sharedOf(...session("kim", "call", 1, 2), ...session("lee", "mail", 2, 3))).toEqual([
    ["kim", 1, 0],
    ["lee", 1, 0],
  ]);
  const month = { agent: "kim", month: "2026-03", sessions: 1, spans: "1000_2000:1" };
  const ends = [0, 1].map((shared) => handlingMonths.rows({ ...month, shared })[0]?.["endedAt"]);
  expect(ends).toEqual(["1970-01-01T00:00:02.000Z", null]);
});
