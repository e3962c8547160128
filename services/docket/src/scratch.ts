import type { ReadModelStore } from "@docket/event-sourcing";
import { openReadModelStore } from "@docket/sqlite";

/** Read models of the moment: nothing is left of them, however the process ends. */
export const scratchReadModels = (): Promise<ReadModelStore> =>
  Promise.resolve(openReadModelStore(""));
