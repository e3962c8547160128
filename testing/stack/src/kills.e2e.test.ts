import { beforeAll, expect, test } from "vitest";
import type { Stack } from "./stack.ts";
import { gapsIn, readEvents, readPublished, wrongEffects } from "./testing/check-effects.ts";
import { settled, wrongModels } from "./testing/docket.ts";
import { startTestStack } from "./testing/test-stack.ts";
import { startWriters } from "./testing/writers.ts";

const WRITERS = 64;
const KILLS = 3;

let stack: Stack;
beforeAll(async () => {
  const started = await startTestStack("kills");
  stack = started.stack;
  return started.end;
});

test("the event store is killed with 64 commands in flight: each has one effect, and all readers see it once", async () => {
  const { url } = stack;
  const writers = startWriters(url, WRITERS);
  for (let kill = 0; kill < KILLS; kill += 1) {
    await writers.accepted(4 * WRITERS);
    const pid = stack.node?.pid();
    if (pid !== undefined) process.kill(pid, "SIGKILL");
    await expect.poll(() => stack.node?.pid(), { timeout: 20_000 }).not.toBe(pid);
    await writers.accepted(1);
  }
  await writers.stop();
  expect(writers.sent.length).toBeGreaterThan(KILLS * 4 * WRITERS);
  expect(await wrongEffects(url, writers.sent)).toEqual([]);

  await settled(url);
  const events = await readEvents(url);
  expect(gapsIn(events)).toEqual([]);
  const places = events.map(({ position }) => position);
  expect(await readPublished(stack.nats)).toEqual(places);
  expect(await wrongModels(url)).toEqual([]);
  // Nobody has written or published anything since.
  expect((await readEvents(url)).map(({ position }) => position)).toEqual(places);
  expect(await readPublished(stack.nats)).toEqual(places);
});
