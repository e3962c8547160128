import { evaluateLine } from "@docket/service-levels";
import { createReadStream } from "node:fs";
import { linesOf } from "../text-lines.ts";
import { endUnread, EXIT } from "./verb.ts";

const LINES_AT_ONCE = 500;
const NOT_UTF8 = JSON.stringify({ error: "the line is not UTF-8" });

/** Judges one clock per line of JSON, as packages/service-levels/README.md says. A bad line is answered too. */
export async function evaluateClocks(file = "-"): Promise<void> {
  endUnread();
  const input = file === "-" ? process.stdin : createReadStream(file);
  let lines: string[] = [];
  const print = () => {
    if (lines.length > 0) process.stdout.write(`${lines.join("\n")}\n`);
    lines = [];
  };
  for await (const line of linesOf(input)) {
    if (line?.trim() === "") continue;
    const answer = line === undefined ? NOT_UTF8 : evaluateLine(line);
    if (lines.push(answer) >= LINES_AT_ONCE) print();
  }
  print();
  process.exitCode = EXIT.done;
}
