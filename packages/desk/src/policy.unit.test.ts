import {
  defaultDeskPolicy,
  parseCommand,
  type DeskPolicy,
  type PolicyEvent,
  type ServiceLevels,
} from "@docket/schemas";
import { describe, expect, test } from "vitest";
import {
  defaultPolicyCommand,
  effectiveAt,
  policyDecider,
  policyStream,
  policySubjectOf,
} from "./policy.ts";
import type { DeskContext } from "./decision.ts";
import { agent, given, manager, noon } from "./testing/given.ts";

const context: DeskContext = { now: noon, policy: defaultDeskPolicy };
const sent = { policy: "desk", commandId: "command-1", actor: manager, occurredAt: noon };
const strict: DeskPolicy = { ...defaultDeskPolicy, reopeningWindow: "PT24H" };
const march = "2026-03-01T00:00:00.000Z";
const april = "2026-04-01T00:00:00.000Z";

const published = (version: number, effectiveFrom: string, document: DeskPolicy): PolicyEvent => ({
  type: "policyPublished",
  data: { effectiveFrom, document, version },
});
const publish = (effectiveFrom: string, document: DeskPolicy) =>
  ({ ...sent, type: "publishPolicy", data: { effectiveFrom, document } }) as const;
const first = published(1, march, defaultDeskPolicy);

describe("publishing", () => {
  test("adds a version that takes effect later", () => {
    given(policyDecider).when(publish(march, defaultDeskPolicy), context).then(first);
    given(policyDecider, first)
      .when(publish(april, strict), context)
      .then(published(2, april, strict));
  });

  test("never changes a version in place, nor slips one in before", () => {
    for (const effectiveFrom of [march, "2026-02-28T23:59:59.999Z"]) {
      given(policyDecider, first)
        .when(publish(effectiveFrom, strict), context)
        .refused("POLICY_NOT_LATER", { field: "data.effectiveFrom" });
    }
    given(policyDecider, first)
      .when(publish("2026-02-01T00:00:00.000Z", defaultDeskPolicy), context)
      .refused("POLICY_NOT_LATER");
  });

  test("of what is in force by then has no effect, whatever the order of its fields and roles", () => {
    const shuffled: DeskPolicy = {
      ...defaultDeskPolicy,
      rights: {},
      lateRecordingRights: defaultDeskPolicy.lateRecordingRights.toReversed(),
    };
    for (const [command, roles] of Object.entries(defaultDeskPolicy.rights).toReversed()) {
      shuffled.rights[command] = roles.toReversed();
    }
    for (const effectiveFrom of [march, april]) {
      given(policyDecider, first)
        .when(publish(effectiveFrom, shuffled), context)
        .then({
          type: "noEffect",
          data: { command: "publishPolicy", reason: "the document is in force by then" },
        });
    }
  });

  test("of service levels that cannot be kept is refused, with the rule and the field named", () => {
    const rule: ServiceLevels["rules"][number] = {
      name: "closed",
      target: "closure",
      when: {},
      within: "PT1H",
      calendar: "24x7",
      pauses: [],
      warnings: [],
      onChange: { mode: "carry" },
    };
    const closed = { timeZone: "UTC", weekly: {}, exceptions: [], version: 1 };
    const unworkable: readonly [string, string, ServiceLevels][] = [
      ["calendar", "there is no", { calendars: {}, rules: [{ ...rule, calendar: "shop" }] }],
      [
        "within",
        "does not reach PT1H",
        { calendars: { closed }, rules: [{ ...rule, calendar: "closed" }] },
      ],
      ["when", "never match", { calendars: {}, rules: [{ ...rule, name: "all" }, rule] }],
      [
        "escalations",
        "no warning at 90 %",
        {
          calendars: {},
          rules: [{ ...rule, warnings: [80], escalations: [{ on: 90, to: "management" }] }],
        },
      ],
      [
        "escalations",
        "the breach escalates already",
        {
          calendars: {},
          rules: [
            {
              ...rule,
              escalations: [
                { on: "breach", to: "secondLine" },
                { on: "breach", to: "management" },
              ],
            },
          ],
        },
      ],
      ["name", "this name", { calendars: {}, rules: [{ ...rule, when: { priority: [1] } }, rule] }],
    ];
    for (const [field, why, serviceLevels] of unworkable) {
      const document = { ...defaultDeskPolicy, serviceLevels };
      const place = `data.document.serviceLevels.rules.${serviceLevels.rules.length - 1}.${field}`;
      const refused = given(policyDecider).when(publish(march, document), context);
      refused.refused("POLICY_UNWORKABLE", {
        field: place,
        message: expect.stringMatching(new RegExp(`In rule "closed", .*${why}`)),
      });
    }
  });

  test("is for managers and administrators", () => {
    given(policyDecider)
      .when({ ...publish(march, strict), actor: agent }, context)
      .refused("ROLE_MISSING", { roles: ["manager", "administrator"] });
  });
});

test("a version is in force from its instant until the next one's", () => {
  const { state } = given(policyDecider, first, published(2, april, strict));
  expect(effectiveAt(state, "2026-02-28T23:59:59.999Z")).toBeUndefined();
  expect(effectiveAt(state, march)?.version).toBe(1);
  expect(effectiveAt(state, "2026-03-31T23:59:59.999Z")?.version).toBe(1);
  expect(effectiveAt(state, april)).toEqual({
    version: 2,
    effectiveFrom: april,
    document: strict,
  });
});

test("the built-in policy is a valid command, the same always, in force from the beginning", () => {
  const command = defaultPolicyCommand();
  expect(defaultPolicyCommand()).toEqual(command);
  expect(parseCommand(JSON.parse(JSON.stringify(command)))).toEqual({ ok: true, command });
  const { effectiveFrom, document } = command.data;
  given(policyDecider)
    .when(command, context)
    .then(published(1, effectiveFrom, document));
  expect(effectiveFrom).toBe("1970-01-01T00:00:00.000Z");
});

test("names its stream and its subject", () => {
  expect(policyStream("desk")).toBe("policy-desk");
  expect(policySubjectOf(sent)).toBe("policy:desk");
});
