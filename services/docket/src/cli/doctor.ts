import type { Standing } from "@docket/query-api";
import { filesOf } from "@docket/sqlite";
import { existsSync, statfsSync, statSync } from "node:fs";
import type { Output } from "../output.ts";
import { findServer, isAlive } from "../server-file.ts";
import { consulting, EXIT, type CommonOptions } from "./verb.ts";

/** The state of a store; exits 1 when something needs attention. */
export function doctor(options: CommonOptions): Promise<void> {
  return consulting(options, async (queries, output) => {
    const standing = await queries.standing();
    const folder = options.url === undefined ? folderFacts(options.data) : {};
    if (output.json) output.object({ ...standing, ...folder });
    else printStanding(standing, folder, options.url ?? options.data, output);
    return standing.healthy ? EXIT.done : EXIT.no;
  });
}

interface FolderFacts {
  readonly servedAt?: string | null;
  readonly freeBytes?: number;
  readonly files?: readonly { readonly file: string; readonly bytes: number }[];
}

function folderFacts(folder: string): FolderFacts {
  const server = findServer(folder);
  const disk = statfsSync(folder);
  return {
    servedAt: server !== undefined && isAlive(server) ? server.url : null,
    freeBytes: disk.bavail * disk.bsize,
    files: Object.values(filesOf(folder)).map((file) => ({
      file,
      bytes: existsSync(file) ? statSync(file).size : 0,
    })),
  };
}

function printStanding(
  { parked, checkpoints, models, ...facts }: Standing,
  { files = [], ...folder }: FolderFacts,
  place: string,
  output: Output,
): void {
  output.table(["doctor", place], Object.entries({ ...facts, ...folder }));
  output.table(
    ["checkpoint", "at", "events behind"],
    checkpoints.map((one) => [one.name, one.at, one.behind]),
  );
  if (files.length > 0) {
    output.table(
      ["file", "bytes"],
      files.map(({ file, bytes }) => [file, bytes]),
    );
  }
  output.table(
    ["group", "read model", "live version", "version"],
    models.map((one) => [one.group, one.model, one.live, one.version]),
  );
  output.table(
    ["parked", "in", "at revision", "reason"],
    parked.map((one) => [one.stream, one.group, one.revision, one.reason]),
  );
}
