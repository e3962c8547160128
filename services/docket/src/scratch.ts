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
    install: (...given) => store.install(...given),
    versions: () => store.versions(),
    checkpoint: (group) => store.checkpoint(group),
    commit: (batch) => store.commit(batch),
    load: (...given) => store.load(...given),
    select: (...given) => store.select(...given),
    count: (...given) => store.count(...given),
    aggregate: (...given) => store.aggregate(...given),
    scan: (...given) => store.scan(...given),
    switch: (...given) => store.switch(...given),
    discard: (tables) => store.discard(tables),
    scrub: () => store.scrub(),
    async close() {
      await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
