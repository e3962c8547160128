import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { docket, DOCKET, settled } from "./testing/docket.ts";
import { startTestStack } from "./testing/test-stack.ts";

const ticketId = "01J00000000000000000000001";
const other = "01J00000000000000000000002";
const merged = "01J00000000000000000000003";
const actor = { id: "boss", role: "administrator" };
/** More than a few portions of a move. */
const NOTES = 4_000;

/** A ticket that was resolved before its promise ended, with much in the log between the two, and one that took in another. */
function commands(): readonly object[] {
  const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
  const of = (commandId: string, minutes: number, rest: object) => ({
    ticketId,
    commandId,
    actor,
    occurredAt: ago(minutes),
    ...rest,
  });
  const targets = { firstResolution: ago(60) };
  const opening = { kind: "inquiry", channel: "email" };
  return [
    of("open", 120, { type: "open", data: { ...opening, targets } }),
    of("propose", 110, { type: "proposeSolution", data: { text: "A new cable." } }),
    { type: "open", ticketId: other, commandId: "other", actor, data: opening },
    { type: "open", ticketId: merged, commandId: "merged", actor, data: opening },
    { type: "merge", ticketId: merged, commandId: "merge", actor, data: { into: other } },
    ...Array.from({ length: NOTES }, (_, note) => ({
      type: "note",
      ticketId: other,
      commandId: `note-${note}`,
      actor,
      data: { text: `number ${note}` },
    })),
    of("resolve", 90, { type: "resolve", data: { code: "solved" } }),
  ];
}

test("amid a move nothing is told of its tickets and nothing follows from them; killed, it goes on to the same tables", async () => {
  const { folder, stack, end } = await startTestStack("moving");
  onTestFinished(end);
  const [data, file] = [join(folder, "data"), join(folder, "commands.jsonl")];
  writeFileSync(
    file,
    commands()
      .map((command) => JSON.stringify(command))
      .join("\n"),
  );
  await docket("send", file, "--data", data);

  const child = spawn(process.execPath, [DOCKET, "move", "--data", data, "--url", stack.url], {
    stdio: "ignore",
  });
  const ended = once(child, "exit");
  await expect
    .poll(() => existsSync(join(data, "move.json")), { interval: 5, timeout: 60_000 })
    .toBe(true);
  child.kill("SIGKILL");
  expect(await ended).toEqual([null, "SIGKILL"]);

  const moved = await docket("move", "--data", data, "--url", stack.url);
  expect(moved.filter(({ equal }) => equal !== true)).toEqual([]);
  expect(moved.length).toBeGreaterThan(8);
  await settled(stack.url);
  // It was acknowledged never, and resolved in time.
  const told = await docket("alarms", "--url", stack.url);
  expect(told.filter(({ target }) => target !== "acknowledgement")).toEqual([]);
});
