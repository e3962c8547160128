import { freePort } from "@docket/local-servers";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { startProgram } from "./program.ts";
import type { Stack } from "./stack.ts";
import { DOCKET } from "./testing/docket.ts";
import { startTestStack } from "./testing/test-stack.ts";

let folder: string;
let stack: Stack;
beforeAll(async () => {
  const started = await startTestStack("away");
  ({ folder, stack } = started);
  return started.end;
});

const readiness = async (url: string) => {
  const answer = await fetch(`${url}/ready`);
  const { parts } = (await answer.json()) as { parts: { name: string; ok: boolean }[] };
  return [answer.status, ...parts.filter(({ ok }) => !ok).map(({ name }) => name)];
};
const figures = async (url: string): Promise<string> => (await fetch(`${url}/metrics`)).text();

test("a process that only answers queries goes on; a server that hangs is named by each, and their figures can still be read", async () => {
  const { program, announced } = await startProgram({
    name: "query-api",
    script: DOCKET,
    args: ["run", "query-api"],
    env: {
      DOCKET_EVENTSTORE: stack.eventStore,
      DOCKET_NATS: stack.nats,
      DOCKET_POSTGRES: stack.postgres,
      DOCKET_PORT: String(await freePort()),
    },
    log: join(folder, "query-api.log"),
  });
  const { url } = announced as { readonly url: string };
  const [began, node] = [program.pid(), stack.node?.pid() ?? 0];
  try {
    expect(await readiness(url)).toEqual([200]);
    process.kill(node, "SIGSTOP");
    expect(await Promise.all([url, stack.url].map(readiness))).toEqual([
      [503, "event store"],
      [503, "event store"],
    ]);
    const lacking = await figures(stack.url);
    expect(lacking).toContain("docket_commands_in_flight{");
    expect(lacking).not.toContain("docket_lag_events{");
    process.kill(node, "SIGCONT");
    await expect.poll(() => readiness(url), { timeout: 20_000 }).toEqual([200]);
    await expect
      .poll(() => figures(stack.url), { timeout: 20_000 })
      .toContain("docket_lag_events{");
    expect(program.pid()).toBe(began);
  } finally {
    process.kill(node, "SIGCONT");
    await program.stop();
  }
});
