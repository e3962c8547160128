import { READ_MODELS } from "@docket/projector";
import { REACTIONS } from "@docket/command-api";
import { readModels as models } from "@docket/read-models";
import { filesOf } from "@docket/sqlite";
import type { Position } from "@docket/event-sourcing";
import { existsSync, statfsSync, statSync } from "node:fs";
import { findServer, isAlive } from "../server-file.ts";
import type { View } from "../session.ts";
import { asking, EXIT, queriesOf, type CommonOptions } from "./verb.ts";

/** The state of a store; exits 1 when something needs attention. */
export function doctor(options: CommonOptions): Promise<void> {
  return asking(options, async (view, output) => {
    const findings = await examine(view, options.data);
    if (output.json) output.object(findings);
    else {
      const { parked, checkpoints, files, models: versions, ...facts } = findings;
      output.table(["doctor", options.data], Object.entries(facts));
      output.table(
        ["checkpoint", "at", "events behind"],
        checkpoints.map((one) => [one.name, one.at, one.behind]),
      );
      output.table(
        ["file", "bytes"],
        files.map(({ file, bytes }) => [file, bytes]),
      );
      output.table(
        ["read model", "live version", "version"],
        versions.map((one) => [one.model, one.live, one.version]),
      );
      output.table(
        ["parked", "at revision", "reason"],
        parked.map((one) => [one.stream, one.revision, one.reason]),
      );
    }
    return findings.healthy ? EXIT.done : EXIT.no;
  });
}

async function examine(view: View, folder: string) {
  const { store, readModels } = view;
  const server = findServer(folder);
  const head = await store.head();
  const checkpoints = [];
  for (const name of [READ_MODELS, REACTIONS]) {
    const at = await readModels.checkpoint(name);
    const beyond = at !== null && (head === null || at > head);
    checkpoints.push({
      name,
      at: at === null ? null : String(at),
      behind: await behind(view, at),
      beyond,
    });
  }
  const live = await readModels.versions();
  const versions = models.map(({ table }) => ({
    model: table.name,
    live: live.get(table.name) ?? null,
    version: table.version,
  }));
  const parked = await queriesOf(view).parked();
  const disk = statfsSync(folder);
  return {
    healthy:
      parked.length === 0 &&
      // A checkpoint beyond the log: events that were projected are gone from the store.
      checkpoints.every(({ beyond }) => !beyond) &&
      versions.every(({ live: installed, version }) => installed === version),
    servedAt: server !== undefined && isAlive(server) ? server.url : null,
    head: head === null ? null : String(head),
    freeBytes: disk.bavail * disk.bsize,
    checkpoints,
    files: Object.values(filesOf(folder)).map((file) => ({
      file,
      bytes: existsSync(file) ? statSync(file).size : 0,
    })),
    models: versions,
    parked,
  };
}

const PAGE = 1_000;
const ENOUGH = 100_000;

/** Events after a checkpoint; counting stops at {@link ENOUGH}. */
async function behind({ store }: View, checkpoint: Position | null): Promise<number> {
  let count = 0;
  let at = checkpoint;
  while (count < ENOUGH) {
    const page = await store.readAll({ after: at, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) break;
    count += page.length;
    at = last.position;
  }
  return count;
}
