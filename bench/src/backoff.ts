import type { Backoff } from "@docket/event-sourcing";
import { setTimeout as sleep } from "node:timers/promises";

export const backoff: Backoff = {
  first: 20,
  most: 1_000,
  random: Math.random,
  sleep: (ms) => sleep(ms),
};
