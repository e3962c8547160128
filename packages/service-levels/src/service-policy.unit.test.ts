import { defaultDeskPolicy, parsePolicy, type DeskPolicy } from "@docket/schemas";
import { expect, test } from "vitest";
import { problemsOfLevels, servicePolicyOf } from "./service-policy.ts";

const documentWith = (serviceLevels: object): DeskPolicy => {
  const parsed = parsePolicy({ ...defaultDeskPolicy, serviceLevels });
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return parsed.value;
};
const version = (document: DeskPolicy) => ({
  version: 3,
  effectiveFrom: "2026-03-01T00:00:00.000Z",
  document,
});

test("without service levels of its own a desk has the built-in ones, under its own version", () => {
  const policy = servicePolicyOf("desk", version(defaultDeskPolicy));
  expect(policy).toMatchObject({
    version: "desk@3",
    effectiveFrom: Date.parse("2026-03-01T00:00:00Z"),
  });
  expect(policy.rules.map(({ name }) => name)).toContain("written first response");
  expect(problemsOfLevels("desk", version(defaultDeskPolicy))).toEqual([]);
});

test("no rules are no clocks, not the built-in ones", () => {
  expect(servicePolicyOf("desk", version(documentWith({ rules: [] }))).rules).toEqual([]);
});

test("its own rules get what they leave out", () => {
  const document = documentWith({
    rules: [{ name: "closed soon", target: "closure", within: "PT1H30M" }],
  });
  expect(servicePolicyOf("desk", version(document)).rules).toMatchObject([
    { withinMs: 5_400_000, calendar: "24x7", pauses: [], onChange: { mode: "carry" } },
  ]);
  expect(problemsOfLevels("desk", version(document))).toEqual([]);
});

test("what cannot be kept is told by rule and field", () => {
  const rule = { target: "closure", within: "PT1H" };
  const document = documentWith({
    rules: [
      { ...rule, name: "all" },
      { ...rule, name: "late", when: { tier: ["premium"] } },
      { ...rule, name: "lost", target: "registration", calendar: "shop" },
    ],
  });
  expect(problemsOfLevels("desk", version(document))).toMatchObject([
    { rule: "lost", field: "calendar" },
    { rule: "late", field: "when" },
  ]);
  expect(() => servicePolicyOf("desk", version(document))).toThrow("lost");
});
