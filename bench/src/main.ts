import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clockFigures } from "./clock.ts";
import { commandFigures } from "./commands.ts";
import { eventStoreFigures } from "./eventstore.ts";
import { importFigures } from "./import.ts";
import { latencyFigures } from "./latency.ts";
import type { Figure } from "./measure.ts";
import { projectionFigures } from "./projection.ts";
import { projectorFigures } from "./projector.ts";
import { relayFigures } from "./relay.ts";
import { reportFigures } from "./report.ts";

const benches: { readonly [name: string]: (folder: string) => Promise<readonly Figure[]> } = {
  commands: commandFigures,
  projection: projectionFigures,
  import: importFigures,
  eventstore: eventStoreFigures,
  relay: relayFigures,
  projector: projectorFigures,
  latency: latencyFigures,
  clock: clockFigures,
  report: reportFigures,
};

const json = process.argv.includes("--json");
const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith("--"));
const unknown = wanted.find((name) => !Object.hasOwn(benches, name));
if (unknown !== undefined) {
  process.stderr.write(`There is no bench ${unknown}: ${Object.keys(benches).join(", ")}\n`);
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), "docket-bench-"));
let missed = 0;
try {
  for (const [name, bench] of Object.entries(benches)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const one of await bench(join(folder, name))) {
      if (one.goal !== null && one.ratio < one.goal) missed += 1;
      process.stdout.write(`${json ? JSON.stringify(one) : lineOf(one)}\n`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = missed === 0 ? 0 : 1;

function lineOf({ bench, rate, unit, against, againstRate, ratio, goal }: Figure): string {
  const verdict = goal === null ? "" : ratio < goal ? `below ${goal}` : `≥ ${goal}`;
  return [
    bench.padEnd(28),
    `${rate} ${unit}`.padStart(22),
    against.padStart(22),
    String(againstRate).padStart(10),
    ratio.toFixed(2).padStart(8),
    verdict,
  ].join(" ");
}
