import { startStack } from "@docket/stack";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { lifeCycle } from "./life-cycle.ts";
import { figure, type Figure } from "./measure.ts";
import { PROGRAM } from "./program.ts";

const TICKETS = 100;
const WARM_UP = 40;
const BETWEEN_MS = 5;

/** From a command's due time to the answer of a query that sees what it did, over HTTP, at 200 commands a second. */
export async function latencyFigures(folder: string): Promise<readonly Figure[]> {
  const embedded = await served(await startEmbedded(join(folder, "embedded")));
  const eventStore = process.env["ESDB_URL"];
  const servers = { folder: join(folder, "stack"), eventStore, onStep: () => {} };
  const stack = await served(await startStack(servers));
  return [figureOf("embedded", embedded), figureOf("stack", stack)];
}

function figureOf(world: string, milliseconds: readonly number[]): Figure {
  const sorted = milliseconds.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? Number.NaN;
  const named = { bench: `command to row, ${world}`, unit: "ms, half of them" };
  const pair = { rate: at(0.5), against: at(0.99) };
  return figure({ ...named, against: "ms, 99 of 100", goal: null }, pair);
}

interface Served {
  readonly url: string;
  stop(): Promise<void>;
}

async function served(world: Served): Promise<readonly number[]> {
  try {
    // Uncounted: what comes first would be measured while it is still being compiled.
    await latencies(world.url, "warm-up", WARM_UP);
    return await latencies(world.url, "counted", TICKETS);
  } finally {
    await world.stop();
  }
}

/** Commands are due at their time whatever became of those before: a slow answer makes none of them look quicker. */
async function latencies(url: string, run: string, tickets: number): Promise<readonly number[]> {
  const lives = Array.from({ length: tickets }, (_, ticket) => lifeCycle(run, ticket));
  const start = performance.now();
  const counted: number[] = [];
  await Promise.all(
    lives.map(async (commands, ticket) => {
      const looking: Promise<void>[] = [];
      for (const [step, command] of commands.entries()) {
        const due = start + (step * tickets + ticket) * BETWEEN_MS;
        await sleep(Math.max(0, due - performance.now()));
        const token = await send(url, command);
        const look = async () => {
          await get(`${url}/v1/tickets/${command.ticketId}?token=${token}`);
          counted.push(performance.now() - due);
        };
        looking.push(look());
      }
      await Promise.all(looking);
    }),
  );
  return counted;
}

const accepted = z.object({ token: z.string() });

async function send(url: string, command: object): Promise<string> {
  const answer = await get(`${url}/v1/commands`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(command),
  });
  return accepted.parse(answer).token;
}

async function get(url: string, request?: RequestInit): Promise<unknown> {
  const response = await fetch(url, request);
  const body: unknown = await response.json();
  if (!response.ok) throw new Error(`${url}: ${response.status} ${JSON.stringify(body)}`);
  return body;
}

/** All roles in one process on an empty folder. */
async function startEmbedded(folder: string): Promise<Served> {
  const args = [PROGRAM, "start", "--empty", "--data", folder, "--port", "0"];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "pipe"] });
  const ended = once(child, "exit");
  const endWithUs = () => child.kill("SIGKILL");
  process.once("exit", endWithUs);
  for await (const line of createInterface(child.stderr)) {
    const url = / at (http:\/\/[^;\s]+);/.exec(line)?.[1];
    if (url === undefined) continue;
    child.stderr.resume();
    return {
      url,
      async stop() {
        child.kill("SIGTERM");
        await ended;
        process.off("exit", endWithUs);
      },
    };
  }
  throw new Error("docket start ended before it served");
}
