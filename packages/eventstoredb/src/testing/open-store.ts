import { instant, type Clock } from "@docket/event-sourcing";
import { setTimeout as sleep } from "node:timers/promises";
import { openEventStore, type EventStoreDb, type EventStoreDbOptions } from "../event-store.ts";

export const systemClock: Clock = () => instant(new Date());

/** A store that tries again at once, as tests want it. */
export const openStore = (url: string, options: Partial<EventStoreDbOptions> = {}): EventStoreDb =>
  openEventStore({
    url,
    clock: systemClock,
    backoff: { first: 5, most: 100, random: () => 0, sleep: (ms: number) => sleep(ms) },
    ...options,
  });
