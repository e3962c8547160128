import { simulate } from "./simulate.ts";
const [seed, count, tickets] = [
  Number(process.argv[2] ?? 1),
  Number(process.argv[3] ?? 1),
  Number(process.argv[4] ?? 200),
];
for (let at = seed; at < seed + count; at += 1) {
  const t = performance.now();
  const outcome = await simulate({ seed: at, tickets, notes: count === 1 });
  if (count === 1) console.log(outcome.notes.join("\n"));
  console.log(
    at,
    (performance.now() - t).toFixed(0),
    outcome.trace.slice(0, 8),
    outcome.commands,
    outcome.events,
    outcome.problems,
    [...outcome.faults].join("; "),
  );
}
