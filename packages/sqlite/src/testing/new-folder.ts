import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder that goes when the running test ends. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "docket-sqlite-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** All bytes of all files of a folder, read by another process: closing a file here would drop SQLite's locks on it. */
export function bytesIn(folder: string): Buffer {
  const files = readdirSync(folder).map((name) => join(folder, name));
  return execFileSync("cat", files, { maxBuffer: 2 ** 30 });
}
