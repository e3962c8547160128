import { expect, test } from "vitest";
import { FAULTS, faultNames, type Fault } from "./faults.ts";
import { simulate } from "./simulate.ts";

/** Each failure of docs/failures.md, by its number there. */
const FAILURES = [
  [1, "crash between append and publish"],
  [2, "crash after publish, before its answer"],
  [3, "append stored, reply lost"],
  [4, "append that never settles"],
  [5, "subscription aborted, or ended cleanly"],
  [6, "checkpoint ahead of handling"],
  [7, "messages repeated and out of order"],
  [8, "the stream's tail lost, and its sequences used again"],
  [9, "the stream purged, deleted, recreated"],
  [10, "two relays, one stalled and resumed"],
  [11, "an event that nobody can read"],
  [12, "64 writers on one ticket over two processes"],
  [13, "clocks 15 s slow, 1 h fast, and set back"],
  [14, "resolution and breach in the same millisecond; 100,000 overdue after a night"],
  [15, "disks full, and a slow projector"],
  [16, "every server down at the start"],
] as const;

const SEEDS = [1, 2];
const TIMES_MS = [1_500, 4_000, 7_000, 10_000];

/** What belongs to a failure, several times over, and nothing else. */
const planned = (failure: number): readonly { readonly fault: Fault; readonly at: number }[] =>
  TIMES_MS.flatMap((at) =>
    faultNames
      .filter((fault) => FAULTS[fault] === failure)
      .map((fault, place) => ({ fault, at: at + place * 700 })),
  );

test.each(FAILURES)(
  "failure %i: %s: nothing lost or doubled, as rebuilt, quiet afterwards",
  async (failure) => {
    const faults = planned(failure);
    const came = new Set<Fault>();
    for (const seed of SEEDS) {
      const outcome = await simulate({ seed, tickets: 40, faults });
      expect({ seed, problems: outcome.problems }).toEqual({ seed, problems: [] });
      for (const fault of outcome.faults.keys()) came.add(fault);
    }
    expect([...came].toSorted()).toEqual([...new Set(faults.map(({ fault }) => fault))].toSorted());
  },
);
