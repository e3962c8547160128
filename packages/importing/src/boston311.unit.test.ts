import { parsePolicy } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import { boston311 } from "./boston311.ts";
import type { Item } from "./source.ts";
import { outcomes, rowsFor } from "./testing/bytes.ts";

const usual = {
  case_enquiry_id: "101000729509",
  open_dt: "2013-01-01 06:32:33",
  sla_target_dt: "2013-01-02 06:32:33",
  closed_dt: "2013-01-01 13:14:40",
  reason: "Street Cleaning",
  type: "Pick up Dead Animal",
  source: "Constituent Call",
  closure_kind: "Resolved",
};
const reduce = (...rows: Partial<typeof usual>[]) =>
  rowsFor(boston311, usual, ...rows).map(boston311.begin());
const commandsOf = (items: readonly Item[] = []) =>
  items.flatMap((item) => (item.kind === "command" ? [item.command] : []));

describe("a request", () => {
  test("is opened with the instant that was promised for its closing, in the city's time", () => {
    const [open, categorise] = commandsOf(reduce({})[0]);
    expect(open).toMatchObject({
      type: "open",
      occurredAt: "2013-01-01T11:32:33.000Z",
      data: {
        channel: "phone",
        externalId: "101000729509",
        policy: "boston311",
        targets: { closure: "2013-01-02T11:32:33.000Z" },
      },
    });
    expect(categorise).toMatchObject({
      occurredAt: "2013-01-01T11:32:33.000Z",
      data: { category: "Street Cleaning", subcategory: "Pick up Dead Animal" },
    });
  });

  test("without a promise has no target", () => {
    const [open] = commandsOf(reduce({ sla_target_dt: "" })[0]);
    expect(open?.data).not.toHaveProperty("targets");
  });

  test("that is open still stays open, whatever else the row says", () => {
    expect(outcomes(reduce({ closed_dt: "" }))).toEqual([["open", "categorise"]]);
  });

  test("is resolved and closed when the city calls it resolved, else closed unresolved", () => {
    expect(outcomes(reduce({}))).toEqual([["open", "categorise", "resolve", "close"]]);
    for (const kind of ["Noted", "Invalid", "Other", ""]) {
      const [, , close, ...more] = commandsOf(reduce({ closure_kind: kind })[0]);
      expect(more).toEqual([]);
      expect(close).toMatchObject({ type: "close", data: { outcome: "unresolved" } });
    }
  });

  test("may close before it opens: both instants stand as they are", () => {
    const commands = commandsOf(reduce({ closed_dt: "2013-01-01 06:32:30" })[0]);
    expect(commands.map(({ type, occurredAt }) => [type, occurredAt])).toEqual([
      ["open", "2013-01-01T11:32:33.000Z"],
      ["categorise", "2013-01-01T11:32:33.000Z"],
      ["resolve", "2013-01-01T11:32:30.000Z"],
      ["close", "2013-01-01T11:32:30.000Z"],
    ]);
  });

  test("comes once in a file, and has the same ids in every file", () => {
    expect(outcomes(reduce({}, {}))[1]).toEqual(["ROW_INVALID case_enquiry_id"]);
    expect(reduce({})[0]).toEqual(reduce({})[0]);
  });
});

test("local times follow the clocks of New York: a gap gives its end, a repeated hour the first", () => {
  const [summer] = commandsOf(
    reduce({ open_dt: "2013-03-10 02:30:00", sla_target_dt: "2013-11-03 01:30:00" })[0],
  );
  expect(summer).toMatchObject({
    occurredAt: "2013-03-10T07:00:00.000Z",
    data: { targets: { closure: "2013-11-03T05:30:00.000Z" } },
  });
});

test.each([
  ["case_enquiry_id", "a@b"],
  ["open_dt", ""],
  ["open_dt", "2013-02-30 10:00:00"],
  ["sla_target_dt", "soon"],
  ["closed_dt", "01/01/2013"],
  ["reason", ""],
  ["type", ""],
  ["source", "Fax"],
  ["closure_kind", "Forgotten"],
])("a row whose %s is %j is refused", (column, value) => {
  expect(outcomes(reduce({ [column]: value }))).toEqual([[`ROW_INVALID ${column}`]]);
});

test("no verdict is read", () => {
  for (const verdict of ["on_time", "case_status"])
    expect(boston311.columns).not.toContain(verdict);
});

test("its policy is one that can be published, and has no rule", () => {
  const parsed = parsePolicy(boston311.document);
  expect(parsed.ok && parsed.value.serviceLevels).toEqual({ calendars: {}, rules: [] });
});
