import type { Check } from "./contract.ts";
import { appendChecks } from "./event-store-append.contract.ts";
import { concurrencyChecks } from "./event-store-concurrency.contract.ts";
import { modelChecks } from "./event-store-model.contract.ts";
import { readChecks } from "./event-store-read.contract.ts";
import type { EventStore } from "./event-store.ts";

/** What every event store keeps, whatever it is made of: the same sentences for all, no exceptions for any. */
export const eventStoreContract: readonly Check<EventStore>[] = [
  ...appendChecks,
  ...readChecks,
  ...concurrencyChecks,
  ...modelChecks,
];
