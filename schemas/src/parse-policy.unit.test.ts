import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  commandTypes,
  defaultDeskPolicy,
  isRefusalCode,
  isTicketCommand,
  parseCommand,
  parsePolicy,
} from "./index.ts";
import { commandSamples } from "./samples/commands.ts";

const policy = (more: object) => parsePolicy({ ...defaultDeskPolicy, ...more });

describe("parsePolicy", () => {
  test("takes the default, and what differs from it", () => {
    expect(parsePolicy(defaultDeskPolicy)).toEqual({ ok: true, value: defaultDeskPolicy });
    expect(policy({ lateRecording: "PT72H" })).toMatchObject({
      ok: true,
      value: { lateRecording: "PT72H" },
    });
  });
  test.each([
    ["reopeningWindow", { reopeningWindow: "P14D" }, "INVALID_FIELD"],
    ["lateRecording", { lateRecording: undefined }, "INVALID_FIELD"],
    [
      "priorities.high.low",
      { priorities: { ...defaultDeskPolicy.priorities, high: { high: 1, medium: 1 } } },
      "INVALID_FIELD",
    ],
    ["redress.limits.euro", { redress: { limits: { euro: 1 } } }, "INVALID_FIELD"],
    ["redress.limits.EUR", { redress: { limits: { EUR: -1 } } }, "INVALID_FIELD"],
    ["rights.close.0", { rights: { close: ["boss"] } }, "INVALID_FIELD"],
    ["rights.closeTicket", { rights: { closeTicket: ["manager"] } }, "INVALID_FIELD"],
    ["reopenWindow", { reopenWindow: "PT24H" }, "UNKNOWN_FIELD"],
    ["followUp.csat", { followUp: { ...defaultDeskPolicy.followUp, csat: 1 } }, "UNKNOWN_FIELD"],
  ])("refuses and names %s", (field, more, code) => {
    expect(policy(more)).toMatchObject({ ok: false, refusal: { code, field } });
  });
  test.each([
    ["rules.0.within", { within: "P3D" }, "days are ambiguous"],
    ["rules.0.target", { target: "fame" }, "Invalid option"],
    ["rules.0.when.tier.0", { when: { tier: ["gold"] } }, "Invalid option"],
    ["rules.0.onChange.reason", { onChange: { mode: "restart" } }, "Invalid input"],
  ])("names the rule whose %s is wrong", (field, change, why) => {
    const rule = { name: "closed soon", target: "closure", within: "PT1H", ...change };
    const refused = policy({ serviceLevels: { rules: [rule] } });
    expect(refused).toMatchObject({ ok: false, refusal: { field: `serviceLevels.${field}` } });
    const message = refused.ok ? "" : refused.refusal.message;
    expect(message).toContain('In rule "closed soon"');
    expect(message).toContain(why);
    const nameless = policy({ serviceLevels: { rules: [{ ...rule, name: 5 }] } });
    expect(nameless.ok ? "" : nameless.refusal.message).toContain('In rule "number 1"');
  });
  test("names the calendar with an unknown zone", () => {
    const office = { timeZone: "Mars", weekly: {} };
    expect(policy({ serviceLevels: { calendars: { office }, rules: [] } })).toMatchObject({
      refusal: { field: "serviceLevels.calendars.office.timeZone" },
    });
  });
  test.each(["absorb", "open", "recordLink", "recordUnlink", "release"])(
    "leaves Docket the right to %s",
    (command) => {
      const { [command]: _, ...others } = defaultDeskPolicy.rights;
      for (const rights of [others, { ...others, [command]: ["administrator"] }]) {
        expect(policy({ rights })).toMatchObject({
          refusal: { code: "POLICY_UNWORKABLE", field: `rights.${command}` },
        });
      }
    },
  );
  test.each(["eraseCustomer", "completeErasure", "unmergeCustomer", "unmerge"])(
    "leaves Docket the right to %s, which a policy need not name",
    (command) => {
      const { [command]: _, ...others } = defaultDeskPolicy.rights;
      expect(policy({ rights: { ...others, [command]: ["documentControl"] } })).toMatchObject({
        refusal: { code: "POLICY_UNWORKABLE", field: `rights.${command}` },
      });
      expect(policy({ rights: others })).toMatchObject({ ok: true });
    },
  );
  test("leaves somebody who may publish the next version", () => {
    const { publishPolicy: _, ...others } = defaultDeskPolicy.rights;
    expect(policy({ rights: { ...others, publishPolicy: [] } })).toMatchObject({
      refusal: { code: "POLICY_UNWORKABLE", field: "rights.publishPolicy" },
    });
    expect(policy({ rights: others })).toMatchObject({ ok: true });
  });
  test("publishing names the same fields, and where they stand in the command", () => {
    const published = parseCommand({
      ...commandSamples.get("publishPolicy"),
      data: {
        effectiveFrom: "2026-03-09T16:00:00Z",
        document: { ...defaultDeskPolicy, rights: { closeTicket: ["manager"] } },
      },
    });
    expect(published).toMatchObject({
      ok: false,
      refusal: { code: "INVALID_FIELD", field: "data.document.rights.closeTicket" },
    });
  });
  test("answers whatever JSON may hold", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parsed = parsePolicy(value);
        expect(!parsed.ok && isRefusalCode(parsed.refusal.code)).toBe(true);
      }),
    );
  });
});

describe("the default policy", () => {
  test("gives a role to every command, but one that came later: not named, it is for administrators", () => {
    const { rights } = defaultDeskPolicy;
    const named = commandTypes.filter((type) => type !== "unmergeCustomer");
    expect(Object.keys(rights).toSorted()).toEqual(named.toSorted());
    expect(Object.entries(rights).filter(([, roles]) => roles.length === 0)).toEqual([]);
  });
  test("gives analysts and auditors none", () => {
    const given = new Set(Object.values(defaultDeskPolicy.rights).flat());
    expect(given.has("analyst") || given.has("auditor")).toBe(false);
  });
  test("leaves the second half of a command about two tickets to Docket", () => {
    const parsed = parseCommand(commandSamples.get("absorb"));
    expect(parsed.ok && isTicketCommand(parsed.command)).toBe(true);
    expect(defaultDeskPolicy.rights["absorb"]).toEqual(["integration", "administrator"]);
  });
});
