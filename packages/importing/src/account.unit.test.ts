import { refusal, type Command } from "@docket/schemas";
import { expect, test } from "vitest";
import { countOutcome, countRow, emptyAccount } from "./account.ts";

const actor = { id: "import-x", role: "integration" } as const;
const open: Command = {
  type: "open",
  commandId: "1",
  actor,
  data: { kind: "inquiry", channel: "web" },
};
const note: Command = { type: "note", commandId: "2", ticketId: "T", actor, data: {} };

test("an account enters every row, every command and every refusal", () => {
  const account = emptyAccount();
  countRow(account, [
    { kind: "command", line: 2, command: open },
    { kind: "command", line: 2, command: note },
  ]);
  countRow(account, [{ kind: "nothing", line: 3, why: "It repeats." }]);
  countRow(account, [{ kind: "refused", line: 4, refusal: refusal("ROW_MALFORMED") }]);
  countOutcome(account, "applied");
  countOutcome(account, { refused: "NOT_ALLOWED_NOW" });
  countOutcome(account, "unchanged");
  countOutcome(account, { refused: "NOT_ALLOWED_NOW" });
  expect(account).toEqual({
    rows: 3,
    tickets: 1,
    nothing: 1,
    commands: { open: 1, note: 1 },
    applied: 1,
    unchanged: 1,
    refused: { ROW_MALFORMED: 1, NOT_ALLOWED_NOW: 2 },
  });
});
