import { REACTIONS } from "@docket/command-api";
import type { ReadModelStore } from "@docket/event-sourcing";
import type { Process } from "./process.ts";
import { channel } from "./wire.ts";
import type { World } from "./world.ts";

/** The database server of the read models: what was committed outlives processes. */
export interface Database {
  /** A connection of a process to it. */
  connect(process: Process): ReadModelStore;
  setUp(up: boolean): void;
  setFull(full: boolean): void;
  /** How long a commit takes, in milliseconds. */
  setSlow(milliseconds: number): void;
  /** How many batches were committed. */
  readonly commits: () => number;
  /** The place in the log that all of these have reached. */
  reached(readers: readonly string[]): number;
}

/** A failure as the adapter of a database that is not there, or full, gives it. */
class DatabaseError extends Error {
  readonly code = "STORE_UNAVAILABLE";
}

/** Rows take their time, so that batches grow; a checkpoint alone is quick. */
const COMMIT_MS = 200;
const MARK_MS = 50;

/** @param store the tables themselves, in SQLite's memory: a batch is committed whole or not at all */
export function database(world: World, store: ReadModelStore): Database {
  const { time, dice, faults, trace } = world;
  const places = new Map<string, number>();
  let [up, full, slow, commits] = [true, false, 0, 0];

  function connect(process: Process): ReadModelStore {
    const [request, answer] = [channel(world, undefined), channel(world, process)];

    function ask<Result>(work: () => Promise<Result>, takes = 0): Promise<Result> {
      return new Promise((resolve, reject) => {
        const serve = () => {
          if (!up) return answer(() => reject(new DatabaseError("down")));
          work().then(
            (result) => answer(() => resolve(result)),
            (error: unknown) => answer(() => reject(error)),
          );
        };
        request(() => (takes === 0 ? serve() : void time.after(takes, serve, undefined)));
      });
    }

    const projects = process.role === "projector";
    const commit: ReadModelStore["commit"] = async (batch) => {
      if (full) throw new DatabaseError("the disk is full");
      const reacted = batch.readers.includes(REACTIONS);
      if (
        (projects && faults.strikes("crash before rows are committed")) ||
        (reacted && faults.strikes("crash before reactions are marked"))
      ) {
        world.crash(process);
        return never();
      }
      const outcome = await store.commit(batch);
      commits += 1;
      if (outcome === "committed") {
        for (const reader of batch.readers) places.set(reader, Number(batch.to));
      }
      trace(process.name, "commit", batch.readers.join(" "), outcome);
      if (projects && faults.strikes("crash after rows are committed")) {
        world.crash(process);
        return never();
      }
      if (faults.strikes("rows committed, answer lost")) throw new DatabaseError("lost");
      return outcome;
    };

    return {
      install: (...given) => ask(() => store.install(...given)),
      versions: () => ask(() => store.versions()),
      checkpoint: (...readers) => ask(() => store.checkpoint(...readers)),
      commit: (batch) =>
        ask(() => commit(batch), projects ? slow + dice.next() * COMMIT_MS : dice.next() * MARK_MS),
      load: (...given) => ask(() => store.load(...given)),
      select: (...given) => ask(() => store.select(...given)),
      count: (...given) => ask(() => store.count(...given)),
      async *scan(table, generation) {
        await ask(() => Promise.resolve());
        yield* store.scan(table, generation);
      },
      snapshot: (work) => ask(() => store.snapshot(work)),
      // Every process has the tables of one definition, and none rebuilds them.
      alone: (_name, work) => work(),
      switch: (...given) => ask(() => store.switch(...given)),
      discard: (...given) => ask(() => store.discard(...given)),
      // Memory has no pages that keep what was overwritten.
      scrub: () => ask(() => Promise.resolve()),
      close: () => Promise.resolve(),
    };
  }

  return {
    connect,
    setUp: (is) => void (up = is),
    setFull: (is) => void (full = is),
    setSlow: (milliseconds) => void (slow = milliseconds),
    commits: () => commits,
    reached: (readers) => Math.min(...readers.map((reader) => places.get(reader) ?? 0)),
  };
}

/** Of a process that is gone by then. */
const never = (): Promise<never> => new Promise(() => {});
