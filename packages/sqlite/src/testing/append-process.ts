import { writeSync } from "node:fs";
import { openFolder } from "../folder.ts";
import { appendNumber, WRITERS } from "./numbered-appends.ts";

/** Appends with all writers at once until it is killed or an append fails; a line `outcome writer number` for each. */
const [folder = ""] = process.argv.slice(2);
const { events } = await openFolder(folder, "write");
let failed = false;

async function write(writer: number): Promise<void> {
  for (let number = 0; !failed; number += 1) {
    const outcome = await appendNumber(events, writer, number).catch(() => ({ kind: "rejected" }));
    if (outcome.kind !== "committed") failed = true;
    writeSync(1, `${outcome.kind} ${writer} ${number}\n`);
  }
}

await Promise.all(Array.from({ length: WRITERS }, (_, writer) => write(writer)));
// Ends without closing, as a process does that meets a full disk.
process.exit(0);
