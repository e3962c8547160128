import { parseArgs } from "node:util";
import { runSeeds, type Summary, type Told } from "./seeds.ts";
import { simulate } from "./simulate.ts";

/**
 * `pnpm sim`: the desk that ships, over a simulated wire, disk and clock, with faults that a seed draws. Exit code 1 when
 * something did not hold, or when a fault never came.
 */
const { values } = parseArgs({
  options: {
    seed: { type: "string", default: "1" },
    seeds: { type: "string", default: "1" },
    tickets: { type: "string", default: "200" },
    notes: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
  },
});

function whole(name: "seed" | "seeds" | "tickets", least: number, most: number): number {
  const value = Number(values[name]);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  process.stderr.write(`--${name} ${values[name]} is no number from ${least} to ${most}\n`);
  process.exit(2);
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const first = whole("seed", 0, Number.MAX_SAFE_INTEGER);
const count = whole("seeds", 1, 1_000_000);
/** Fewer have no room for all that is written to. */
const tickets = whole("tickets", 10, 100_000);
const again = (seed: number) => `pnpm sim --seed ${seed} --tickets ${tickets}`;

if (values.notes) {
  const { notes } = await simulate({ seed: first, tickets, notes: true });
  for (const note of notes) print(note);
}
const summary = await runSeeds({ first, count, tickets }, tell);
conclude(summary);
process.exitCode = summary.failed.length + summary.missing.length > 0 ? 1 : 0;

function tell(outcome: Told): void {
  const { seed, trace, commands, events, problems } = outcome;
  if (values.json) {
    return print(JSON.stringify({ ...outcome, faults: Object.fromEntries(outcome.faults) }));
  }
  if (problems.length === 0 && count > 1) return;
  print(`seed ${seed}: ${commands} commands, ${events} events, trace ${trace}`);
  for (const problem of problems) print(`  ${problem}`);
  print(`  again: ${again(seed)}`);
}

function conclude({ commands, events, faults, failed, missing }: Summary): void {
  if (values.json) {
    const failedSeeds = failed.map(({ seed }) => seed);
    return print(
      JSON.stringify({ first, count, tickets, commands, events, faults, failedSeeds, missing }),
    );
  }
  print("");
  for (const [fault, times] of Object.entries(faults)) {
    print(`${String(times).padStart(8)}  ${fault}`);
  }
  for (const fault of missing) print(`never came: ${fault}`);
  const last = first + count - 1;
  print(
    `${count === 1 ? `seed ${first}` : `seeds ${first} to ${last}`}, ${tickets} tickets each: ${commands} commands, ${events} events, ${failed.length} seeds failed`,
  );
}
