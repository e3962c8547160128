import { role as roles, ticketCommands, type Kind } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import { chartPosition } from "./brands.ts";
import { eventOf } from "./decide/commands.ts";
import { ticketEventTypes } from "./event-types.ts";
import { allows } from "./life-cycle.ts";
import { positionsOf } from "./reachable.ts";
import { absent, type TicketState } from "./state.ts";
import { commandData, readyTicket } from "./testing/commands.ts";
import { opened } from "./testing/events.ts";
import { commandOf, contextOf, stateOf } from "./testing/given.ts";
import { cellsOf } from "./testing/cells.ts";
import {
  COMPLAINT,
  COMPLAINT_COLUMNS,
  INQUIRY,
  INQUIRY_COLUMNS,
  ROLE_COLUMNS,
  ROLES,
} from "./testing/tables.ts";
import { ticketDecider } from "./ticket.ts";

const commands = Object.keys(ticketCommands);
const context = contextOf({ other: stateOf([opened]) });

function stateAt(kind: Kind, column: string, command: string): TicketState {
  if (column === "absent") return absent;
  // A complaint is registered once, and everything else follows its registration.
  const registered = command !== "registerComplaint";
  return { ...readyTicket, kind, position: chartPosition(column), registered };
}

/** What the decider says of every cell. */
function judged(
  columns: readonly string[],
  accepts: (command: string, column: string) => boolean,
): ReadonlyMap<string, boolean> {
  return new Map(
    commands.flatMap((command) =>
      columns.map((column) => [`${command} @ ${column}`, accepts(command, column)] as const),
    ),
  );
}

const decided = (kind: Kind, command: string, column: string, role = "administrator") =>
  ticketDecider.decide(
    stateAt(kind, column, command),
    commandOf(command, commandData[command] ?? {}, { role: roles.parse(role) }),
    context,
  );
const mayIssue = (command: string, role: string) => {
  const column = command === "open" ? "absent" : "inquiry.working";
  const decision = decided("inquiry", command, column, role);
  return decision.accepted || decision.refusal.code !== "ROLE_MISSING";
};

/** The cells of which the two do not say the same. */
function disagreements(
  written: ReadonlyMap<string, boolean>,
  actual: ReadonlyMap<string, boolean>,
): readonly string[] {
  const wrong: string[] = [];
  for (const [cell, allowed] of written) if (actual.get(cell) !== allowed) wrong.push(cell);
  for (const cell of actual.keys()) if (!written.has(cell)) wrong.push(cell);
  return wrong;
}

const tables = [
  {
    name: "state × command of an inquiry",
    written: cellsOf(INQUIRY, INQUIRY_COLUMNS),
    actual: judged(
      INQUIRY_COLUMNS,
      (command, column) => decided("inquiry", command, column).accepted,
    ),
  },
  {
    name: "state × command of a complaint",
    written: cellsOf(COMPLAINT, COMPLAINT_COLUMNS),
    actual: judged(
      COMPLAINT_COLUMNS,
      (command, column) => decided("complaint", command, column).accepted,
    ),
  },
  {
    name: "command × role",
    written: cellsOf(ROLES, ROLE_COLUMNS),
    actual: judged(ROLE_COLUMNS, mayIssue),
  },
];

describe.each(tables)("the table $name", ({ written, actual }) => {
  test("says what is so", () => {
    expect(disagreements(written, actual)).toEqual([]);
  });

  test("is wrong as soon as one cell is flipped, whichever", () => {
    for (const [cell, allowed] of written) {
      expect(disagreements(new Map(written).set(cell, !allowed), actual)).toEqual([cell]);
    }
  });
});

test("a command is accepted where both the state and the role allow it", () => {
  const rights = cellsOf(ROLES, ROLE_COLUMNS);
  const wrong: string[] = [];
  for (const [kind, columns, text] of [
    ["inquiry", INQUIRY_COLUMNS, INQUIRY],
    ["complaint", COMPLAINT_COLUMNS, COMPLAINT],
  ] as const) {
    for (const [cell, allowed] of cellsOf(text, columns)) {
      const [command = "", column = ""] = cell.split(" @ ");
      for (const role of ROLE_COLUMNS) {
        const expected = allowed && rights.get(`${command} @ ${role}`) === true;
        const { accepted } = decided(kind, command, column, role);
        if (accepted !== expected) wrong.push(`${kind}: ${cell} as ${role}`);
      }
    }
  }
  expect(wrong).toEqual([]);
});

describe("the table's columns", () => {
  test.each([
    ["inquiry", INQUIRY_COLUMNS.filter((column) => column !== "absent")],
    ["complaint", COMPLAINT_COLUMNS],
  ] as const)("are every position of the %s that can be reached", (kind, columns) => {
    // A merged ticket's position names where it came from: one stands for all.
    const unmerged = (position: string) => !position.startsWith("closed.merged");
    expect(positionsOf(kind).filter(unmerged).toSorted()).toEqual(
      columns.filter(unmerged).toSorted(),
    );
  });

  test("every event type is allowed somewhere, or opens", () => {
    const anywhere = ticketEventTypes.filter((event) =>
      [INQUIRY_COLUMNS, COMPLAINT_COLUMNS].some((columns, index) =>
        columns
          .filter((column) => column !== "absent")
          .some((column) =>
            allows(index === 0 ? "inquiry" : "complaint", chartPosition(column), event),
          ),
      ),
    );
    expect(ticketEventTypes.filter((event) => !anywhere.includes(event))).toEqual(["opened"]);
  });

  test("every command leads to an event of its own name's kind", () => {
    expect(Object.keys(eventOf).toSorted()).toEqual(commands.toSorted());
  });
});
