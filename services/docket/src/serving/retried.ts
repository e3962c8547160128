import { pause, type Backoff } from "@docket/event-sourcing";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "../refused.ts";
import { isLost } from "./health.ts";

export const backoff: Backoff = {
  first: 100,
  most: 5_000,
  random: Math.random,
  sleep: (ms) => sleep(ms),
};

/** Does it again when a connection was lost, until `signal` aborts. */
export async function retried<Result>(
  work: () => Promise<Result>,
  signal: AbortSignal,
  onLost: (code: string, failures: number, reason: string) => void,
): Promise<Result> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await work();
    } catch (error) {
      const code = codeOf(error);
      if (code === undefined || !isLost(error) || signal.aborted) throw error;
      onLost(code, failures, error instanceof Error ? error.message : "");
      await pause(backoff, Math.min(failures, 10));
    }
  }
}
