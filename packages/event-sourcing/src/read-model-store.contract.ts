import type { Check } from "./contract.ts";
import { rebuildChecks } from "./read-model-store-rebuild.contract.ts";
import { rowChecks } from "./read-model-store-rows.contract.ts";
import type { ReadModelStore } from "./read-model-store.ts";

/** What every read model store keeps. */
export const readModelStoreContract: readonly Check<ReadModelStore>[] = [
  ...rowChecks,
  ...rebuildChecks,
];
