import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder that goes when the running test ends. */
export function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "docket-e2e-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** The files in a folder, at any depth, that hold one of the texts; `grep` reads every byte. */
export function filesHolding(folder: string, texts: readonly string[]): string[] {
  const patterns = texts.flatMap((text) => ["-e", text]);
  try {
    const found = execFileSync("grep", ["-rlaiF", ...patterns, folder], { encoding: "utf8" });
    return found.split("\n").filter((line) => line !== "");
  } catch (error) {
    // No line selected.
    if (error instanceof Error && "status" in error && error.status === 1) return [];
    throw error;
  }
}
