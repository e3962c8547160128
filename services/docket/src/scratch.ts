import type { ReadModelStore } from "@docket/event-sourcing";
import { openReadModelStore } from "@docket/sqlite";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Read models of the moment, in a folder of their own that goes when they are closed. */
export async function scratchReadModels(): Promise<ReadModelStore> {
  const folder = await mkdtemp(join(tmpdir(), "docket-"));
  const store = openReadModelStore(join(folder, "read-models.db"));
  return {
    ...store,
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
