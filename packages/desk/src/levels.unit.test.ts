import { derivedUuid, eventId, instant } from "@docket/event-sourcing";
import {
  defaultDeskPolicy,
  type LevelsCommand,
  type LevelsEvent,
  type ServiceLevelsInput,
} from "@docket/schemas";
import { HOUR, servicePolicyOf, type Fact } from "@docket/service-levels";
import { describe, expect, test } from "vitest";
import {
  alarmCommand,
  escalationOf,
  levelsDecider,
  levelsStream,
  type LevelsContext,
} from "./levels.ts";
import type { Timed } from "./decision.ts";
import { given } from "./testing/given.ts";

const RECEIVED = Date.UTC(2026, 2, 2, 8);
const h = (hours: number, ms = 0) => RECEIVED + hours * HOUR + ms;
const at = (hours: number, ms = 0) => instant(h(hours, ms));
const ticketId = "01J00000000000000000000001";

const rules: ServiceLevelsInput["rules"] = [
  {
    name: "solved",
    target: "firstResolution",
    within: "PT10H",
    pauses: ["customer"],
    warnings: [80],
    escalations: [{ on: "breach", to: "management" }],
  },
];
const document = { ...defaultDeskPolicy, serviceLevels: { calendars: {}, rules } };
const version = { version: 1, effectiveFrom: "1970-01-01T00:00:00.000Z", document };
const levels = servicePolicyOf("desk", version as Parameters<typeof servicePolicyOf>[1]);

const opening: Fact = {
  type: "opened",
  at: RECEIVED,
  kind: "inquiry",
  channel: "email",
  externalId: null,
  customerId: null,
  language: null,
  tier: null,
  priority: 3,
  policy: { name: "desk", version: 1 },
  targets: {},
};
const resolved = (when: number): Fact => ({ type: "resolved", at: when, articles: [] });

const context = (now: string, ...facts: Fact[]): LevelsContext => ({
  now: instant(Date.parse(now)),
  policy: { document: defaultDeskPolicy, levels },
  facts: [opening, ...facts],
});
const target = "firstResolution" as const;
const warning = alarmCommand(ticketId, { target, instance: 1, threshold: 80 }, at(8));
const breach = alarmCommand(ticketId, { target, instance: 1, threshold: 100 }, at(10));
const terms = { target, instance: 1, policyVersion: "desk@1", rule: "solved", dueAt: at(10) };
const warned: LevelsEvent = {
  type: "clockWarned",
  data: { ...terms, threshold: 80, breachesAt: at(10) },
};
const breached: LevelsEvent = {
  type: "clockBreached",
  data: { ...terms, breachesAt: at(10), cause: "time passed", escalateTo: "management" },
};
/** A millisecond after its threshold was passed. */
const justAfter = { warning: at(8, 1), breach: at(10, 1) };

describe("an alarm", () => {
  test("is told once its clock has passed the threshold, with what it was held to", () => {
    given(levelsDecider).when(warning, context(justAfter.warning)).then(warned);
    given(levelsDecider, warned).when(breach, context(justAfter.breach)).then(breached);
  });

  test("is told late as it would have been told in time, a night or a year", () => {
    given(levelsDecider)
      .when(breach, context(at(24 * 400)))
      .then(breached);
  });

  test("is told once for ever, whoever tells it", () => {
    const again: Timed<LevelsCommand> = { ...breach, commandId: "by hand" };
    given(levelsDecider, breached)
      .when(again, context(at(12)))
      .then({ type: "noEffect", data: { command: "recordBreach", reason: "it has been told" } });
    given(levelsDecider, breached)
      .when(warning, context(at(12)))
      .then(warned);
  });

  test("of the same clock and threshold is the same command, and of any other another", () => {
    const ids = [
      warning,
      breach,
      alarmCommand(ticketId, { target, instance: 2, threshold: 80 }, at(8)),
      alarmCommand(ticketId, { target: "closure", instance: 1, threshold: 80 }, at(8)),
      alarmCommand("01J00000000000000000000002", { target, instance: 1, threshold: 80 }, at(8)),
    ].map(({ commandId }) => commandId);
    expect(new Set(ids).size).toBe(ids.length);
    const later = alarmCommand(ticketId, { target, instance: 1, threshold: 80 }, at(9));
    expect(later.commandId).toBe(warning.commandId);
    expect(levelsStream(ticketId)).toBe(`levels-${ticketId}`);
  });

  test.each<[string, Timed<LevelsCommand>, LevelsContext, RegExp]>([
    ["at its very millisecond", breach, context(at(10)), /passed after 2026-03-02T18:00/],
    ["before it", warning, context(at(7)), /passed after 2026-03-02T16:00/],
    [
      "when resolved in the same millisecond",
      breach,
      context(at(11), resolved(h(10))),
      /met, stopped/,
    ],
    [
      "when resolved too late, but before it was told",
      breach,
      context(at(12), resolved(h(10, 1))),
      /breached, stopped/,
    ],
    [
      "when the ticket waits",
      breach,
      context(at(12), { type: "customerAwaited", at: h(4) }),
      /paused/,
    ],
    [
      "when the ticket has waited, and its clock passes later",
      breach,
      context(at(12), { type: "customerAwaited", at: h(4) }, { type: "resumed", at: h(4, 1) }),
      /It was passed 2026-03-02T18:00:00.001Z/,
    ],
    [
      "of history",
      breach,
      { ...context(at(12)), facts: [{ ...opening, history: true }] },
      /no such threshold ahead/,
    ],
    [
      "at a threshold that nobody warns of",
      { ...warning, type: "warnOfClock", data: { target, instance: 1, threshold: 70 } },
      context(at(9)),
      /no such threshold/,
    ],
    [
      "of a clock that there is not",
      { ...breach, type: "recordBreach", data: { target: "closure", instance: 1 } },
      context(at(12)),
      /no such clock/,
    ],
  ])("is refused %s", (_when, command, around, message) => {
    given(levelsDecider)
      .when(command, around)
      .refused("CLOCK_NOT_DUE", { message: expect.stringMatching(message) });
  });

  test("counts what has happened by now: a resolution of the next second does not stop it yet", () => {
    given(levelsDecider)
      .when(breach, context(at(11), resolved(h(11, 1_000))))
      .then(breached);
  });

  test("is for the roles that the policy names", () => {
    given(levelsDecider)
      .when({ ...breach, actor: { id: "anna", role: "representative" } }, context(at(12)))
      .refused("ROLE_MISSING", { roles: ["administrator"] });
  });
});

describe("an escalation", () => {
  const cause = { eventId: eventId("event-1"), ticketId, correlationId: "c" };

  test("follows from an alarm whose rule says so, in its ticket, by the same command always", () => {
    expect(escalationOf(breached, cause)).toEqual({
      type: "escalate",
      ticketId,
      commandId: derivedUuid("event-1", "escalate"),
      actor: { id: "docket", role: "integration" },
      causationId: "event-1",
      correlationId: "c",
      data: {
        to: "management",
        rule: "solved",
        reason: "The service level firstResolution is breached.",
      },
    });
  });

  test("follows from no other", () => {
    expect(escalationOf(warned, cause)).toBeUndefined();
    const nothing = { command: "recordBreach", reason: "it has been told" };
    expect(escalationOf({ type: "noEffect", data: nothing }, cause)).toBeUndefined();
  });
});
