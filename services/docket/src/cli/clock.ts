import { evaluateLine } from "@docket/service-levels";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { EXIT } from "./verb.ts";

const LINES_AT_ONCE = 500;

/** Judges one clock per line of JSON, as packages/service-levels/README.md says. A bad line is answered too. */
export async function evaluateClocks(file = "-"): Promise<void> {
  const input = file === "-" ? process.stdin : createReadStream(file);
  let lines: string[] = [];
  const print = () => {
    if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
    lines = [];
  };
  for await (const line of createInterface({ input, crlfDelay: Infinity })) {
    if (line.trim() === "") continue;
    if (lines.push(evaluateLine(line)) >= LINES_AT_ONCE) print();
  }
  print();
  process.exitCode = EXIT.done;
}
