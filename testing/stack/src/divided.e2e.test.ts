import { beforeAll, expect, test } from "vitest";
import type { Role, Stack } from "./stack.ts";
import { docket, settled, wrongModels } from "./testing/docket.ts";
import { startTestStack } from "./testing/test-stack.ts";
import { startWriters } from "./testing/writers.ts";

const WRITERS = 16;

let stack: Stack;
beforeAll(async () => {
  const started = await startTestStack("divided");
  stack = started.stack;
  return started.end;
});

const dividedBy = (parts: number): Promise<readonly Role[]> =>
  Promise.all(
    Array.from({ length: parts }, (_, part) =>
      stack.startProjector("--group", "tickets", "--partition", `${part + 1}/${parts}`),
    ),
  );
const stopped = (roles: readonly Role[]) => Promise.all(roles.map(({ program }) => program.stop()));

test("groups and partitions as processes, killed under load and divided anew, keep what a rebuild makes", async () => {
  await stack.projector.stop();
  const others = await stack.startProjector("--group", "customers", "levels");
  const two = await dividedBy(2);
  const writers = startWriters(stack.url, WRITERS);
  for (const { program } of [...two, others]) {
    await writers.accepted(2 * WRITERS);
    const pid = program.pid();
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    await expect.poll(() => program.pid(), { timeout: 60_000 }).not.toBe(pid);
  }
  // Its partitions stay where they are, while the others go on.
  await stopped(two.slice(0, 1));
  await writers.accepted(4 * WRITERS);
  await writers.stop();
  await stopped(two);

  const three = await dividedBy(3);
  await settled(stack.url);
  const [one] = three;
  await expect(docket("rebuild", "--url", one?.url ?? "")).resolves.toMatchObject([
    { error: { code: "USAGE" } },
  ]);
  await stopped([...three, others]);

  const whole = await stack.startProjector();
  await settled(stack.url);
  expect(await wrongModels(whole.url)).toEqual([]);
});
