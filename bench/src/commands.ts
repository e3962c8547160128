import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { docketAppend } from "./docket-append.ts";
import { emmettAppend } from "./emmett-append.ts";
import { figure, inTurn, type Figure } from "./measure.ts";
import { bareGroupCommit, readWritten } from "./bare-group-commit.ts";

const ROUNDS = 5;

/** Durable commands with one and with many in flight, against the same SQLite without us, and against a peer. */
export async function commandFigures(folder: string): Promise<readonly Figure[]> {
  const figures: Figure[] = [];
  // Uncounted: what comes first would be measured while it is still being compiled.
  await docketAppend(join(folder, "warm-up"), 3_000, 64);
  for (const [atOnce, tickets, goal] of [
    [1, 600, 0.75],
    [64, 3_000, 0.45],
    [256, 3_000, null],
  ] as const) {
    const place = (side: string, round: number) => join(folder, `${side}-${atOnce}-${round}`);
    const pair = await inTurn(
      ROUNDS,
      (round) => docketAppend(place("docket", round), tickets, atOnce),
      async (round) =>
        bareGroupCommit(
          readWritten(join(place("docket", round), "events.db")),
          `${place("bare", round)}.db`,
          atOnce,
        ),
    );
    const bare = {
      bench: `commands, ${atOnce} in flight`,
      unit: "commands/s",
      against: "bare group commit",
      goal,
    };
    figures.push(figure(bare, pair));
  }
  figures.push(await peer(folder));
  return figures;
}

async function peer(folder: string): Promise<Figure> {
  const atOnce = 64;
  const pair = await inTurn(
    3,
    (round) => docketAppend(join(folder, `docket-peer-${round}`), 2_000, atOnce),
    (round) => {
      mkdirSync(join(folder, `emmett-${round}`));
      return emmettAppend(join(folder, `emmett-${round}`, "emmett.db"), 300, atOnce);
    },
  );
  return figure(
    { bench: "commands, 64 in flight", unit: "commands/s", against: "emmett-sqlite", goal: 12 },
    pair,
  );
}
