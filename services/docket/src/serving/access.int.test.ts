import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { newFolder } from "../testing/folder.ts";
import { accessIn } from "./access.ts";

const [one, other] = ["1".repeat(64), "2".repeat(64)];
const crm = { name: "crm", sha256: one, may: ["command"], roles: ["representative"] };
const board = { name: "board", sha256: other, may: ["query"] };

function fileOf(callers: unknown): string {
  const file = join(newFolder(), "access.json");
  writeFileSync(file, JSON.stringify(callers));
  return file;
}

test("each caller is known by a token of its own", () => {
  expect(accessIn(fileOf([crm, board]))).toEqual({
    kind: "tokens",
    callers: [crm, { ...board, roles: [] }],
  });
});

test.each([
  ["1.sha256: is the token of 0 already", [crm, { ...board, sha256: one }]],
  ["0.roles: are needed by who may command", [{ ...crm, roles: [] }, board]],
  ["0.may: ", [{ ...crm, may: [] }]],
  ["0: Unrecognized key", [{ ...crm, token: "secret" }]],
])("a file that says less than its writer meant is refused: %s", (why, callers) => {
  const refusal = { code: "USAGE", message: expect.stringContaining(why) };
  expect(() => accessIn(fileOf(callers))).toThrow(expect.objectContaining({ refusal }));
});
