import { createReadStream, openSync, statSync } from "node:fs";
import { Socket } from "node:net";
import type { Readable } from "node:stream";
import { refuse } from "./refused.ts";

/** A file or a pipe that a caller names, open to be read once. */
export interface Input {
  readonly bytes: Readable;
  /** `null` for a pipe: nobody knows what it will bring. */
  readonly size: number | null;
}

/** @throws Refused of a folder; what the file system says of a file that cannot be opened */
export function inputFrom(file: string): Input {
  const facts = statSync(file);
  if (facts.isDirectory()) return refuse("USAGE", `${file} is a folder.`);
  // A silent pipe read as a file would keep a thread waiting, without which the process does not end.
  if (facts.isFIFO()) {
    const fd = openSync(file, "r");
    return { bytes: new Socket({ fd, readable: true, writable: false }), size: null };
  }
  return { bytes: createReadStream(file), size: facts.isFile() ? facts.size : null };
}
