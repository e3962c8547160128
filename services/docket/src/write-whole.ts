import { renameSync, writeFileSync } from "node:fs";

/** Whole or not at all: who looks at any moment, and who comes after a crash, finds the old text or the new one. */
export function writeWhole(file: string, text: string): void {
  writeFileSync(`${file}.partial`, text);
  renameSync(`${file}.partial`, file);
}
