import { describe, expect, test } from "vitest";
import { mapped } from "./mapped.ts";
import { parseMapping } from "./mapping.ts";
import { outcomes, rowsFor } from "./testing/bytes.ts";

const events = {
  name: "desk",
  format: "csv",
  case: "id",
  open: { kind: "inquiry", channel: { column: "channel", otherwise: "email" } },
  rows: "events",
  at: "at",
  activity: "activity",
  activities: {
    begin: [],
    hand: [{ command: "assign", data: { agent: { column: "agent" } } }],
    talk: [
      { command: "note", data: { text: "first" } },
      { command: "note", data: { text: "second" } },
      { command: "assign", when: ["agent"], data: { agent: { column: "agent" } } },
    ],
  },
};
const tickets = {
  name: "desk",
  format: "csv",
  case: "id",
  missing: ["-"],
  open: { kind: "inquiry", channel: "phone", priority: { column: "prio", as: "number" } },
  rows: "tickets",
  opened: "opened",
  steps: [
    { command: "close", at: "closed" },
    { command: "resolve", at: "resolved" },
    { command: "queueContact", at: "opened", plus: ["wait"], data: { channel: "phone" } },
  ],
};

function sourceOf(mapping: unknown) {
  const parsed = parseMapping(JSON.stringify(mapping));
  if (!parsed.ok) throw new Error(parsed.refusal.message);
  return mapped(parsed.value);
}
const usual = { id: "1", at: "2026-01-01T00:00:00Z", activity: "begin" };
const rowsOf = (mapping: unknown, ...rows: Record<string, string>[]) => {
  const source = sourceOf(mapping);
  return rowsFor(source, usual, ...rows).map(source.begin());
};

describe("rows that are events", () => {
  test("name the file's column when a ticket's name is none", () => {
    expect(outcomes(rowsOf(events, { id: "anna@example.com" }))).toEqual([["ROW_INVALID id"]]);
  });

  test("open the ticket once, and give the commands of their activity", () => {
    const rows = rowsOf(events, {}, { activity: "hand", agent: "a" }, { activity: "talk" }, {});
    expect(outcomes(rows)).toEqual([["open"], ["assign"], ["note", "note"], ["nothing"]]);
    const ids = rows.flat().map((item) => (item.kind === "command" ? item.command.commandId : ""));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("are refused whole when an activity is unknown or a value is not allowed", () => {
    const rows = rowsOf(
      events,
      { channel: "drum" },
      { activity: "dance" },
      { activity: "hand" },
      { activity: "hand", agent: "a" },
      { at: "soon" },
      { id: "" },
    );
    expect(outcomes(rows)).toEqual([
      ["ROW_INVALID channel"],
      ["ROW_INVALID activity"],
      ["ROW_INVALID agent"],
      ["open", "assign"],
      ["ROW_INVALID at"],
      ["ROW_INVALID id"],
    ]);
  });

  test("of another activity give what the mapping says for it", () => {
    expect(
      outcomes(rowsOf({ ...events, otherwise: [{ command: "note" }] }, { activity: "x" })),
    ).toEqual([["open", "note"]]);
  });
});

describe("rows that are tickets", () => {
  const row = { opened: "2026-01-01T00:00:00Z", prio: "2" };

  test("put their instants in order, and leave out what is missing", () => {
    const ended = { resolved: "2026-01-01T01:00:00Z", closed: "2026-01-01T02:00:00Z", wait: "1.5" };
    const rows = rowsOf(tickets, { ...row, ...ended }, { ...row, id: "2", resolved: "-" });
    expect(outcomes(rows)).toEqual([["open", "queueContact", "resolve", "close"], ["open"]]);
    expect(rows[0]?.[1]).toMatchObject({ command: { occurredAt: "2026-01-01T00:00:01.500Z" } });
  });

  test("give each ticket once", () => {
    expect(outcomes(rowsOf(tickets, row, row))[1]).toEqual(["ROW_INVALID id"]);
  });

  test("are refused for what is no number or instant", () => {
    expect(
      outcomes(
        rowsOf(
          tickets,
          { ...row, prio: "high" },
          { ...row, id: "2", wait: "long" },
          { ...row, id: "3", closed: "x" },
        ),
      ),
    ).toEqual([["ROW_INVALID prio"], ["ROW_INVALID wait"], ["ROW_INVALID closed"]]);
  });
});

describe("rows that are records", () => {
  const records = { ...tickets, rows: "records" };
  const row = { opened: "2026-01-01T00:00:00Z", prio: "2", wait: "1" };

  test("open their ticket once, and each gives its own commands", () => {
    const rows = rowsOf(records, row, { ...row, opened: "2026-01-01T00:01:00Z" }, { opened: "-" });
    expect(outcomes(rows)).toEqual([["open", "queueContact"], ["queueContact"], ["nothing"]]);
    const ids = rows.flat().map((item) => (item.kind === "command" ? item.command.commandId : ""));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("go on opening until an opening was taken", () => {
    const rows = rowsOf(records, { ...row, opened: "-" }, { ...row, prio: "high" }, row);
    expect(outcomes(rows)).toEqual([
      ["ROW_INVALID opened"],
      ["ROW_INVALID prio"],
      ["open", "queueContact"],
    ]);
  });
});

test("rows about tickets of another system open none, and name the same tickets", () => {
  const [[open] = []] = rowsOf(tickets, { opened: "2026-01-01T00:00:00Z" });
  const { open: _, ...others } = events;
  const about = { ...others, name: "recorder", of: "desk" };
  const [[assign, ...more] = []] = rowsOf(about, { activity: "hand", agent: "a" });
  expect(more).toEqual([]);
  expect(assign).toMatchObject({
    command: { type: "assign", actor: { id: "import-recorder" } },
  });
  expect(assign?.kind === "command" && assign.command).toHaveProperty(
    "ticketId",
    open?.kind === "command" && "ticketId" in open.command && open.command.ticketId,
  );
});

describe("a mapping is refused", () => {
  test.each([
    ["a field that no mapping has", { ...events, colour: 1 }, "colour"],
    ["a field that is missing", { ...events, case: undefined }, "case"],
    ["an unknown kind of rows", { ...events, rows: "cases" }, "rows"],
    ["an unknown zone", { ...events, times: { zone: "Mars" } }, "times"],
    ["an unknown command", { ...events, otherwise: [{ command: "dance" }] }, "otherwise.0.command"],
    [
      "a command that Docket alone sends",
      { ...events, otherwise: [{ command: "absorb" }] },
      "otherwise.0.command",
    ],
    ["neither tickets of its own nor others'", { ...events, open: undefined }, "open"],
    ["both", { ...events, of: "desk" }, "open"],
    [
      "records that are to open tickets at no instant",
      { ...tickets, rows: "records", opened: undefined },
      "opened",
    ],
    ["a field that opening lacks", { ...events, open: { colour: 1 } }, "open.colour"],
    [
      "a field that a command lacks",
      { ...events, otherwise: [{ command: "assign", data: { tem: "x" } }] },
      "otherwise.0.data.tem",
    ],
  ])("for %s, by name", (_, mapping, field) => {
    expect(parseMapping(JSON.stringify(mapping))).toMatchObject({
      ok: false,
      refusal: { code: "MAPPING_INVALID", field },
    });
  });

  test("that is not JSON", () => {
    expect(parseMapping("{")).toMatchObject({ ok: false, refusal: { code: "MAPPING_INVALID" } });
    expect(parseMapping(`\uFEFF${JSON.stringify(events)}`)).toMatchObject({ ok: true });
  });
});
