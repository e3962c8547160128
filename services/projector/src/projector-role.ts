import {
  allRetried,
  atEachWake,
  createTurns,
  type Bus,
  type Parked,
  type Position,
  type RebuildResult,
  type Retried,
  type Share,
} from "@docket/event-sourcing";
import { GROUP_NAMES, knownPolicies, type GroupName } from "@docket/read-models";
import { createGroupWork, type BuildApart, type GroupWork, type Progress } from "./group-work.ts";
import { readingGroups, type ReadingGround } from "./reading-groups.ts";
import { sharedLog } from "./shared-log.ts";

export interface ProjectorGround extends ReadingGround {
  readonly bus: Pick<Bus, "subscribe">;
  readonly onParked: (parked: Parked) => void;
  /** Which groups of read models it keeps. Default: all. */
  readonly groups?: readonly GroupName[];
  /** Of the groups that can be divided. Default: all of them. */
  readonly share?: Share;
  /** Lets others work who share the thread: whether some were waiting. Default: nobody else is there. */
  readonly giveWay?: () => Promise<boolean>;
  /** A turn of the event loop, for a store whose answers wait for the thread. Default: it writes at once. */
  readonly loopTurn?: () => Promise<void>;
  /** Where the tables of a rebuild are built. Default: here, one group after the other. */
  readonly buildApart?: BuildApart;
  /** A group whose tables are of another definition is made anew before anything else. */
  readonly onRenewing?: (progress: Progress) => void;
}

/** The read side at work: keeps the tables at the head of the log. */
export interface ProjectorRole {
  /** Until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Applies what there is and returns. */
  catchUp(onProgress?: (events: number) => void): Promise<void>;
  /** Brings the tables to this place of the log, at least. */
  reached(place: Position): Promise<void>;
  retry(): Promise<Retried>;
  rebuild(options: {
    readonly accept: boolean;
    /** Events of the log that all groups have taken in, about; and how far one of them is. */
    readonly onProgress: (events: number, progress: Progress) => void;
  }): Promise<RebuildResult>;
}

export async function createProjectorRole(ground: ProjectorGround): Promise<ProjectorRole> {
  const { readModels, bus, groups = GROUP_NAMES } = ground;
  const policies = await knownPolicies(readModels);
  const reading = readingGroups({ ...ground, store: sharedLog(ground.store) }, policies);
  const chosen = reading.filter(({ group }) => groups.some((name) => name === group));
  const works = await Promise.all(chosen.map((group) => createGroupWork({ ...ground, ...group })));
  const readers = works.flatMap((work) => work.readers);
  const oneRebuild = createTurns();

  /** The groups go on together, so that each page of the log is read once; where others share the thread, in turn. */
  async function together(
    some: readonly GroupWork[],
    one: (work: GroupWork) => Promise<number>,
  ): Promise<number> {
    const events: number[] = [];
    if (ground.giveWay === undefined) events.push(...(await Promise.all(some.map(one))));
    else for (const work of some) events.push(await one(work));
    return Math.max(...events);
  }

  const step = () => together(works, (work) => work.step());
  const settle = () => Promise.all(works.map((work) => work.settle()));

  /** A group that is made anew, or waits until another process has done that, does not keep the others. */
  async function run(signal: AbortSignal): Promise<void> {
    const failed = new AbortController();
    const fail = (error: unknown) => failed.abort(error);
    const over = AbortSignal.any([signal, failed.signal]);
    const inTurn = createTurns();
    const ready: GroupWork[] = [];

    /** While the last transaction is written, the next events may come; its failure does not wait for them. */
    const goOn = () =>
      inTurn(async () => {
        while (!over.aborted && (await together(ready, (work) => work.goOn())) > 0);
        settle().catch(fail);
      });
    for (const work of works) {
      work
        .renewed()
        .then(() => ready.push(work))
        .then(goOn)
        .catch(fail);
    }
    await atEachWake(bus, over, async (missed) => {
      if (missed) await Promise.all(ready.map((work) => work.lookAgain()));
      await goOn();
    });
    failed.signal.throwIfAborted();
    await inTurn(settle);
  }

  async function catchUp(onProgress?: (events: number) => void): Promise<void> {
    let total = 0;
    for (let events = await step(); events > 0; events = await step()) {
      onProgress?.((total += events));
    }
  }

  return {
    catchUp,
    run,
    async reached(place) {
      for (;;) {
        const at = await readModels.checkpoint(...readers);
        if (at !== null && at >= place) return;
        await step();
      }
    },
    retry: async () => allRetried(await Promise.all(works.map((work) => work.retry()))),
    rebuild: ({ accept, onProgress }) =>
      oneRebuild(async () => {
        const done = new Map<string, number>();
        const told = (progress: Progress) => {
          done.set(progress.group, progress.events);
          const sum = [...done.values()].reduce((total, events) => total + events, 0);
          onProgress(Math.floor(sum / works.length), progress);
        };
        const results: RebuildResult[] = [];
        const one = (work: GroupWork) => work.rebuild({ accept, onProgress: told });
        if (ground.buildApart !== undefined) results.push(...(await Promise.all(works.map(one))));
        else for (const work of works) results.push(await one(work));
        // An erasure in between has blanked what the rebuild had written in the clear, but not overwritten it.
        await readModels.scrub();
        return {
          models: results.flatMap(({ models }) => models),
          switched: results.every(({ switched }) => switched),
        };
      }),
  };
}
