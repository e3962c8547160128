import type { AppendOutcome } from "@docket/event-sourcing";
import type { Append, Settled } from "./write-events.ts";

/** Commits a group here and now, each append with an outcome of its own. */
export type CommitOnTheSpot = (group: readonly Append[]) => readonly Settled[];

/** The same elsewhere, while others go on. One group at a time; from its first one on nobody else may write. */
export interface WriterThread {
  commit(group: readonly Append[]): Promise<readonly Settled[]>;
  close(): Promise<void>;
}

/** Somebody waits for what becomes of it; rejected, it was not written. */
export interface WaitingAppend extends Append {
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (cause: unknown) => void;
}

export interface AppendQueue {
  push(append: WaitingAppend): void;
  /** Writes what waits, and ends the thread. Nothing may be pushed afterwards. Idempotent. */
  close(): Promise<void>;
}

/** The most appends in one transaction: it bounds how long others wait for it. */
const MAX_GROUP = 1_024;
/** The most groups on the spot in one turn of the event loop: some milliseconds of fsync. */
const MAX_WITHOUT_TURN = 8;

/**
 * Appends that wait together are committed together. At first on the spot, which is quickest for one who waits alone; a
 * desk that sends many at once gets a thread for it, once and for all.
 */
export function createAppendQueue(options: {
  readonly onTheSpot: CommitOnTheSpot;
  readonly startThread: () => Promise<WriterThread>;
  /** The size of a group that is worth a thread: from then on the disk works while commands are decided. */
  readonly threadFrom: number;
  readonly errorOf: (cause: unknown) => unknown;
  readonly onCommit: () => void;
}): AppendQueue {
  const { onTheSpot, startThread, threadFrom, errorOf, onCommit } = options;
  let starting: Promise<void> | undefined;
  let thread: WriterThread | undefined;
  let waiting: WaitingAppend[] = [];
  /** The group that the thread is at. */
  let underWay: Promise<void> | undefined;
  /** How many the last group answered: so many may be expected back. */
  let lastGroup = 0;
  /** Groups whose senders have got their answers and may be acting on them. */
  let answering = 0;
  /** Groups written since the event loop last turned. */
  let sinceTurn = 0;

  /**
   * What comes in answer to a commit is complete when all who were answered have acted, and is written at once. What
   * comes from outside is gathered until the turn's end, and so is every few groups: others need the loop too.
   */
  function schedule(): void {
    if (thread !== undefined) setImmediate(write);
    else if (answering > 0 && sinceTurn < MAX_WITHOUT_TURN) process.nextTick(writeIfComplete);
    else setImmediate(writeAfterTurn);
  }

  /** When most of those who were answered have not come back, they wait for something that needs a turn of the loop. */
  function writeIfComplete(): void {
    if (waiting.length * 2 < lastGroup) setImmediate(writeAfterTurn);
    else write();
  }

  function writeAfterTurn(): void {
    sinceTurn = 0;
    write();
  }

  function write(): void {
    if (waiting.length === 0 || underWay !== undefined) return;
    const group = waiting.length > MAX_GROUP ? waiting.slice(0, MAX_GROUP) : waiting;
    waiting = waiting.slice(group.length);
    if (thread !== undefined) {
      underWay = writeOn(thread, group);
      return;
    }
    if (waiting.length > 0) setImmediate(writeAfterTurn);
    sinceTurn += 1;
    answer(group, onTheSpot(group));
    if (group.length >= threadFrom) starting ??= handOver();
  }

  async function writeOn(writer: WriterThread, group: readonly WaitingAppend[]): Promise<void> {
    const settled = await writer.commit(group);
    underWay = undefined;
    // Before the answers: the thread works while they are acted on.
    write();
    answer(group, settled);
  }

  async function handOver(): Promise<void> {
    thread = await startThread();
  }

  function answer(group: readonly WaitingAppend[], settled: readonly Settled[]): void {
    lastGroup = group.length;
    for (const [index, { resolve, reject }] of group.entries()) {
      const outcome = settled[index];
      if (outcome === undefined || outcome.kind === "failed") reject(errorOf(outcome?.cause));
      else resolve(outcome);
    }
    onCommit();
    answering += 1;
    // A microtask after those of the answers; the tick after all that these bring.
    queueMicrotask(() => process.nextTick(answered));
  }

  function answered(): void {
    answering -= 1;
  }

  return {
    push(append) {
      waiting.push(append);
      if (underWay !== undefined) return;
      // Half of those who were answered: they are on their way while the other half is decided.
      if (thread !== undefined && waiting.length * 2 >= lastGroup) write();
      else if (waiting.length === 1) schedule();
    },
    async close() {
      await starting;
      while (waiting.length > 0 || underWay !== undefined) {
        write();
        await underWay;
      }
      const ending = thread;
      thread = undefined;
      await ending?.close();
    },
  };
}
