import { docketAppend } from "./docket-append.ts";
import { mkdtempSync, rmSync } from "node:fs";
const d = mkdtempSync("/tmp/docket-test/b-");
const n = Number(process.argv[3] ?? 6000);
for (let i = 0; i < 3; i++) console.log(await docketAppend(d + "/" + i, n, Number(process.argv[2] ?? 64)));
rmSync(d, { recursive: true });
