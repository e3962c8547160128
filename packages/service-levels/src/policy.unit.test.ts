import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarDocument } from "@docket/schemas";
import { compileCalendar } from "./calendar.ts";
import { defaultPolicy } from "./default-policy.ts";
import { HOUR } from "./instant.ts";
import { matchRule, type TicketAttributes } from "./match-rule.ts";
import type { Condition, PolicyInput } from "./policy-document.ts";
import { compilePolicy, termsOf, type Policy } from "./policy.ts";
import { leastOpenTime } from "./reachability.ts";
import { isShadowed } from "./shadowed-rules.ts";

type RuleInput = PolicyInput["rules"][number];
const WEEKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"];
const office = {
  timeZone: "Europe/Berlin",
  weekly: Object.fromEntries(WEEKDAYS.map((day) => [day, [["09:00", "17:00"]]])),
};
const policyWith = (...rules: object[]): object => ({
  name: "test",
  version: 3,
  effectiveFrom: "2026-01-01T00:00:00Z",
  calendars: { office },
  rules,
});
const rule = (name: string, change: object = {}): RuleInput => ({
  name,
  target: "closure",
  within: "PT8H",
  calendar: "office",
  ...change,
});
const compiled = (input: unknown): Policy => {
  const result = compilePolicy(input);
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.policy;
};
const problems = (input: unknown): string[] => {
  const result = compilePolicy(input);
  return result.ok
    ? []
    : result.problems.map(({ rule, field, problem }) => `${rule ?? "-"} | ${field} | ${problem}`);
};

const ticket: TicketAttributes = {
  kind: "inquiry",
  channel: "email",
  category: null,
  priority: 3,
  tier: null,
  team: "first line",
  language: "en",
};

describe("matching", () => {
  const { rules } = compiled(
    policyWith(
      rule("premium", { when: { tier: ["premium"], language: ["de"] } }),
      rule("other target", { target: "firstResponse" }),
      rule("urgent", { when: { priority: [1, 2] } }),
      rule("the rest"),
      rule("phone answered", { target: "speedOfAnswer", when: { channel: ["phone"] } }),
    ),
  );

  test("the first rule for the target wins, and the trace says why others did not", () => {
    const match = matchRule(rules, "closure", ticket);
    expect(match.rule?.name).toBe("the rest");
    expect(match.trace).toEqual([
      { rule: "premium", matched: false, unfit: { attribute: "tier", value: null } },
      { rule: "urgent", matched: false, unfit: { attribute: "priority", value: 3 } },
      { rule: "the rest", matched: true, unfit: null },
    ]);
    expect(matchRule(rules, "closure", { ...ticket, priority: 2 }).rule?.name).toBe("urgent");
  });

  test("no rule gives no clock", () => {
    expect(matchRule(rules, "speedOfAnswer", ticket).rule).toBeNull();
    expect(matchRule(rules, "registration", ticket)).toEqual({ rule: null, trace: [] });
  });
});

describe("a policy is refused, with the rule named", () => {
  test.each<[string, object, string]>([
    [
      "days",
      policyWith(rule("slow", { within: "P3D" })),
      'slow | within | "P3D" must be like PT24H or PT1H30M; days are ambiguous',
    ],
    ["unknown calendar", policyWith(rule("slow", { calendar: "shop" })), "slow | calendar | "],
    ["unknown target", policyWith(rule("slow", { target: "fame" })), "slow | target | "],
    ["no value to match", policyWith(rule("slow", { when: { tier: [] } })), "slow | when.tier | "],
    [
      "restart without a reason",
      policyWith(rule("slow", { onChange: { mode: "restart" } })),
      "slow | onChange.reason | ",
    ],
    [
      "two of a name",
      policyWith(rule("slow"), rule("slow", { target: "registration" })),
      "slow | name | ",
    ],
    [
      "out of reach",
      policyWith(rule("slow", { within: "PT2400H" })),
      'slow | within | calendar "office" does not reach PT2400H',
    ],
    [
      "shadowed",
      policyWith(rule("all"), rule("slow", { when: { tier: ["premium"] } })),
      'slow | when | can never match: earlier rules take all its tickets ("all")',
    ],
    ["a nameless rule", policyWith({ ...rule("slow"), name: 5 }), "number 1 | name | "],
    ["24x7 anew", { ...policyWith(), calendars: { "24x7": office } }, "- | calendars.24x7 | "],
    [
      "unknown zone",
      { ...policyWith(), calendars: { office: { ...office, timeZone: "Mars" } } },
      '- | calendars.office.timeZone | unknown time zone "Mars"',
    ],
  ])("%s", (_what, input, expected) => {
    const found = problems(input);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(expected);
  });

  test("all its problems are told at once", () => {
    const input = policyWith(
      rule("one", { calendar: "shop" }),
      rule("two", { target: "registration", within: "PT9999H" }),
    );
    expect(problems(input)).toHaveLength(2);
  });
});

describe("reach", () => {
  const until = (date: string) => ({
    ...policyWith(rule("slow", { within: "PT1H" })),
    calendars: {
      office: { timeZone: "UTC", weekly: {}, exceptions: [{ date, open: [["09:00", "10:00"]] }] },
    },
  });

  test("a start after the last opening must be served too", () => {
    expect(problems(until("2026-06-01"))).toHaveLength(1);
  });

  test("a target of nothing is always reached", () => {
    const input = policyWith(rule("now", { within: "PT0S" }));
    expect(problems({ ...input, calendars: { office: { timeZone: "UTC", weekly: {} } } })).toEqual(
      [],
    );
  });

  test("the least of all 400 days counts, to the millisecond", () => {
    // One hour each Monday: 400 days are 57 weeks and a day, so 57 Mondays at least.
    const monday = { timeZone: "UTC", weekly: { monday: [["09:00", "10:00"]] } };
    const within = (text: string) => ({
      ...policyWith(rule("slow", { within: text })),
      calendars: { office: monday },
    });
    expect(problems(within("PT57H"))).toEqual([]);
    expect(problems(within("PT57H0.001S"))).toHaveLength(1);
  });

  test("exceptions that close make a target unreachable", () => {
    const monday = { timeZone: "UTC", weekly: { monday: [["09:00", "10:00"]] } };
    const closed = { ...monday, exceptions: [{ date: "2031-05-05", open: [] }] };
    const input = {
      ...policyWith(rule("slow", { within: "PT57H" })),
      calendars: { office: closed },
    };
    expect(problems(input)).toHaveLength(1);
  });

  test("an exception in the far future is looked for, and what lies between is not", () => {
    const monday = { timeZone: "UTC", weekly: { monday: [["09:00", "10:00"]] } };
    const closed = { ...monday, exceptions: [{ date: "9999-05-03", open: [] }] };
    const input = policyWith(rule("slow", { within: "PT57H" }));
    expect(problems({ ...input, calendars: { office: closed } })).toHaveLength(1);
    const patience = { left: 40_000 };
    const calendar = compileCalendar(calendarDocument.parse(closed));
    expect(leastOpenTime(calendar, Date.UTC(2026), patience)).toBe(56 * HOUR);
    expect(leastOpenTime(calendar, Date.UTC(2026), patience)).toBeNull();
  });
});

describe("rules that can never match", () => {
  const values = { kind: ["inquiry", "complaint"], channel: ["phone", "web"], tier: ["premium"] };
  const condition = fc.record(
    {
      kind: fc.subarray(values.kind, { minLength: 1 }),
      tier: fc.constant(["premium"]),
      priority: fc.subarray([1, 2], { minLength: 1 }),
    },
    { requiredKeys: [] },
  ) as fc.Arbitrary<Condition>;
  const tickets = values.kind.flatMap((kind) =>
    ["premium", "standard", null].flatMap((tier) =>
      [1, 2, 3, null].map((priority) => ({ ...ticket, kind, tier, priority })),
    ),
  );
  const fits = (when: Condition, each: TicketAttributes): boolean =>
    matchRule(
      [
        {
          name: "x",
          target: "closure",
          when,
          within: "",
          calendar: "",
          pauses: [],
          warnings: [],
          onChange: { mode: "carry" },
        },
      ],
      "closure",
      each,
    ).rule !== null;

  test("two rules that together take all kinds shadow what comes behind", () => {
    const shadowed = (earlier: readonly Condition[], left = 100) =>
      isShadowed({}, earlier, { left });
    expect(shadowed([{ kind: ["inquiry"] }, { kind: ["complaint"] }])).toBe(true);
    expect(shadowed([{ tier: ["premium"] }, { tier: ["standard", "enterprise"] }])).toBe(false);
    expect(shadowed([{ kind: ["inquiry"] }, { kind: ["complaint"] }], 3)).toBe(false);
  });

  test("are not looked for to the end where values combine without one", () => {
    const names = Array.from({ length: 60 }, (_each, place) => `v${place}`);
    const most = (place: number, by: number): string[] =>
      names.filter((_each, one) => (one * one * by + place * place * 7 + one * place) % 13 !== 0);
    const rules = names.map((name, place) => {
      const labels = { category: most(place, 3), team: most(place, 5), language: most(place, 7) };
      const channel = ["phone", "email", "chat", "web"].toSpliced(place % 5, 1);
      const priority = [1, 2, 3, 4, 5].toSpliced(place % 7, 1);
      return rule(name, { when: { ...labels, channel, priority } });
    });
    expect(problems(policyWith(...rules)).length).toBeLessThan(rules.length);
  });

  test("are just those for which no ticket is left", () => {
    fc.assert(
      fc.property(condition, fc.array(condition, { maxLength: 5 }), (later, earlier) => {
        const left = tickets.some(
          (each) => fits(later, each) && !earlier.some((when) => fits(when, each)),
        );
        expect(isShadowed(later, earlier, { left: Infinity })).toBe(!left);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("the default policy", () => {
  const policy = compiled(defaultPolicy);
  const within = (target: Parameters<typeof matchRule>[1], change: Partial<TicketAttributes>) => {
    const { rule: found } = matchRule(policy.rules, target, { ...ticket, ...change });
    return found === null ? null : `${found.within} ${found.calendar}`;
  };

  test("answers the phone within two rings and chat within minutes", () => {
    expect(within("speedOfAnswer", { channel: "phone" })).toBe("PT12S 24x7");
    expect(within("firstResponse", { channel: "chat" })).toBe("PT5M business");
  });

  test.each(["email", "voicemail", "web", "social"])(
    "answers %s within 24 h of business time",
    (channel) => {
      expect(within("firstResponse", { channel })).toBe("PT24H business");
    },
  );

  test("registers complaints within 24 h, round the clock, and nothing else", () => {
    expect(within("registration", { kind: "complaint" })).toBe("PT24H 24x7");
    expect(within("registration", { kind: "inquiry" })).toBeNull();
  });

  test("resolves by priority, and what has none too", () => {
    expect(within("firstResolution", { priority: 1 })).toBe("PT4H 24x7");
    expect(within("totalResolution", { priority: null })).toBe("PT40H business");
  });

  test("its terms say where they come from", () => {
    const { rule: found } = matchRule(policy.rules, "closure", ticket);
    expect(found).toBeNull();
    const first = policy.rules.find(({ name }) => name === "priority 1 resolved");
    expect(first === undefined ? null : termsOf(policy, first)).toMatchObject({
      policyVersion: "default@1",
      rule: "priority 1 resolved",
      calendar: { name: "24x7", version: 1 },
      target: { type: "duration", ms: 4 * HOUR },
      pausesOn: ["customer", "thirdParty"],
      warnings: [80],
      escalations: [],
    });
  });
});
