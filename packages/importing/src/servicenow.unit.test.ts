import { parseCommand } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import { servicenow } from "./servicenow.ts";
import type { Item } from "./source.ts";
import { outcomes, rowsFor } from "./testing/bytes.ts";

const usual = {
  number: "INC1",
  incident_state: "New",
  caller_id: "Caller 7",
  opened_at: "29/2/2016 01:16",
  sys_updated_at: "1/3/2016 23:59",
  contact_type: "Phone",
  category: "Category 1",
  subcategory: "Subcategory 2",
  u_symptom: "?",
  priority: "3 - Moderate",
  assignment_group: "?",
  assigned_to: "?",
};
const reduce = (...rows: Partial<typeof usual>[]) =>
  rowsFor(servicenow, usual, ...rows).map(servicenow.begin());
const statesOf = (...states: string[]) =>
  outcomes(reduce(...states.map((state) => ({ incident_state: state }))));
const commandsOf = (items: readonly Item[] = []) =>
  items.flatMap((item) => (item.kind === "command" ? [item.command] : []));

describe("an incident's row gives", () => {
  test("at first the opening when it was opened, and its categories when it was updated", () => {
    const [open, categorise] = commandsOf(reduce({})[0]);
    expect(open).toMatchObject({
      type: "open",
      occurredAt: "2016-02-29T01:16:00.000Z",
      actor: { id: "import-servicenow", role: "integration" },
      data: {
        kind: "inquiry",
        channel: "phone",
        externalId: "INC1",
        customerId: "servicenow-caller-7",
        priority: 3,
        policy: "history",
      },
    });
    expect(categorise).toMatchObject({
      type: "categorise",
      occurredAt: "2016-03-01T23:59:00.000Z",
      data: { category: "Category 1", subcategory: "Subcategory 2", symptom: null },
    });
  });

  test("no customer when the caller is missing", () => {
    const [open] = commandsOf(reduce({ caller_id: "?" })[0]);
    expect(open?.data).not.toHaveProperty("customerId");
  });

  test("its changes in one order, the state's last", () => {
    const both = { category: "?", priority: "1 - Critical", assigned_to: "Resolver 1" };
    const rows = reduce({ incident_state: "Resolved" }, { ...both, incident_state: "Active" });
    expect(outcomes(rows)).toEqual([
      ["open", "categorise", "resolve"],
      ["reopen", "categorise", "raisePriority", "assign"],
    ]);
    expect(commandsOf(rows[1]).map((command) => command.data)).toEqual([
      {},
      { category: null, subcategory: "Subcategory 2", symptom: null },
      { priority: 1 },
      { agent: "Resolver 1" },
    ]);
  });

  test("assignments, and their end", () => {
    const rows = reduce(
      { assignment_group: "Group 1", assigned_to: "Resolver 2" },
      { assignment_group: "Group 1" },
      {},
      { priority: "4 - Low" },
    );
    expect(outcomes(rows)).toEqual([
      ["open", "categorise", "assign"],
      ["assign"],
      ["unassign"],
      ["lowerPriority"],
    ]);
    expect(commandsOf(rows[0])[2]?.data).toEqual({ team: "Group 1", agent: "Resolver 2" });
  });

  test("waits, from another wait too, and their end", () => {
    expect(
      statesOf(
        "Active",
        "Awaiting User Info",
        "Awaiting Vendor",
        "Active",
        "Awaiting Evidence",
        "Resolved",
      ),
    ).toEqual([
      ["open", "categorise", "acknowledge"],
      ["waitForCustomer"],
      ["waitForThirdParty"],
      ["resume"],
      ["waitForThirdParty"],
      ["resume", "resolve"],
    ]);
  });

  test("a note when nothing changed, also when the state is missing", () => {
    expect(statesOf("Active", "Active", "-100", "Active").slice(1)).toEqual([
      ["note"],
      ["note"],
      ["note"],
    ]);
  });

  test("a closing that says why when there was no resolution", () => {
    const rows = reduce({}, { incident_state: "Closed" });
    expect(commandsOf(rows[1])[0]?.data).toMatchObject({ outcome: "unresolved" });
    expect(statesOf("Resolved", "Closed", "Active").slice(1)).toEqual([["close"], ["reopen"]]);
  });
});

describe("a row is refused", () => {
  test.each([
    ["number", "someone@example.org"],
    ["incident_state", "Cancelled"],
    ["caller_id", "Jo March"],
    ["opened_at", "31/6/2016 00:00"],
    ["sys_updated_at", "1/3/2016 24:00"],
    ["contact_type", "Fax"],
    ["category", " "],
    ["priority", "Moderate"],
    ["assigned_to", "x".repeat(121)],
  ])("when its %s is %j", (column, value) => {
    const [items = []] = reduce({ [column]: value });
    expect(outcomes([items])).toEqual([[`ROW_INVALID ${column}`]]);
    expect(JSON.stringify(items)).not.toContain(value.trim() || "no such text");
  });

  test("without being forgotten: the next one opens the ticket, by an id of its own", () => {
    const rows = reduce({ opened_at: "?" }, {});
    expect(outcomes(rows)[1]).toEqual(["open", "categorise"]);
    expect(commandsOf(rows[1])[0]?.commandId).not.toBe(commandsOf(reduce({})[0])[0]?.commandId);
  });
});

test("ids depend on the case and the place within it, not on the line", () => {
  const alone = reduce({}, { incident_state: "Active" });
  const among = reduce({ number: "INC0" }, {}, { number: "INC2" }, { incident_state: "Active" });
  const ids = (rows: readonly (readonly Item[])[]) =>
    rows.flatMap((row) => commandsOf(row)).map(({ commandId }) => commandId);
  expect(ids([among[1]!, among[3]!])).toEqual(ids(alone));
  expect(new Set(ids(among)).size).toBe(ids(among).length);
});

test("every command is one that the schemas take", () => {
  const rows = reduce(
    {},
    { incident_state: "Awaiting Problem", assigned_to: "Resolver 1" },
    { incident_state: "Closed" },
  );
  for (const command of rows.flatMap((row) => commandsOf(row))) {
    expect(parseCommand(JSON.parse(JSON.stringify(command)))).toEqual({ ok: true, command });
  }
});
