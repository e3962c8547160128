import { AsyncLocalStorage } from "node:async_hooks";
import type { Process } from "./process.ts";

/**
 * Simulated time: what is due next happens next, whatever the real clock says, and never two things at once. Timers of
 * the program run on it as long as the simulation lasts.
 */
export interface Time {
  /** Milliseconds since 1970, of the world; processes have clocks of their own. */
  readonly now: () => number;
  /** Does `work` after a while, as a step of `owner`: never, once that has crashed, and later, while it stands still. */
  readonly after: (
    milliseconds: number,
    work: () => void,
    owner: Process | undefined,
  ) => { readonly cancel: () => void };
  /** Lets happen what is due until then. */
  runUntil(done: () => boolean, latest: number): Promise<void>;
  /** Of the process that calls it. */
  sleep(milliseconds: number): Promise<void>;
  /** Runs `work` as a step of `owner`: timers that it sets are the owner's. */
  as<Result>(owner: Process, work: () => Result): Result;
}

interface Due {
  readonly at: number;
  readonly order: number;
  readonly owner: Process | undefined;
  work: (() => void) | undefined;
}

const BEGINNING = Date.parse("2026-03-02T09:00:00.000Z");
/** So many steps come in one round of the machine's own loop, which costs as much as a step. */
const STEPS_IN_ROUND = 16;
/** Taken before anything is simulated. */
const { setImmediate: turn, setTimeout, clearTimeout, setInterval, clearInterval } = globalThis;

export function simulatedTime(): Time {
  const queue: Due[] = [];
  const running = new AsyncLocalStorage<Process | undefined>();
  let now = BEGINNING;
  let order = 0;
  let steps = 0;

  function after(milliseconds: number, work: () => void, owner: Process | undefined) {
    const due: Due = { at: now + Math.max(0, milliseconds), order: (order += 1), owner, work };
    push(queue, due);
    return { cancel: () => void (due.work = undefined) };
  }

  function happen({ owner, work }: Due): void {
    if (work === undefined) return;
    if (owner === undefined) return running.run(undefined, work);
    if (owner.alive() && !owner.keepsWaiting(work)) running.run(owner, work);
  }

  const own = (milliseconds: number, work: () => void) =>
    after(milliseconds, work, running.getStore());

  /**
   * Node does its next tick when no promise has anything to do any more: then everything that follows from a step has
   * followed. What waits for the machine's own loop, as a scan does between its pages, is done in between.
   */
  function settled(): Promise<void> {
    steps += 1;
    return new Promise((resolve) =>
      steps % STEPS_IN_ROUND === 0 ? void turn(resolve) : process.nextTick(resolve),
    );
  }

  async function runUntil(done: () => boolean, latest: number): Promise<void> {
    const real = { setTimeout, clearTimeout, setInterval, clearInterval };
    Object.assign(
      globalThis,
      timersOn(own, () => now),
    );
    try {
      await new Promise((resolve) => turn(resolve));
      while (!done()) {
        const next = pop(queue);
        if (next === undefined || next.at > latest) {
          if (next !== undefined) push(queue, next);
          return;
        }
        if (next.work === undefined) continue;
        now = next.at;
        happen(next);
        await settled();
      }
    } finally {
      Object.assign(globalThis, real);
    }
  }

  return {
    now: () => now,
    after,
    runUntil,
    sleep: (milliseconds) => new Promise((resolve) => void own(milliseconds, resolve)),
    as: (owner, work) => running.run(owner, work),
  };
}

type After = (milliseconds: number, work: () => void) => { cancel(): void };

/** A timer as Node gives it, on simulated time. It may be refreshed often: only when it is due is its new time looked at. */
class SimulatedTimer {
  readonly #milliseconds: number;
  readonly #after: After;
  readonly #now: () => number;
  readonly #work: () => void;
  #until = 0;
  #pending: { cancel(): void } | undefined;
  constructor(milliseconds: number, after: After, now: () => number, work: () => void) {
    this.#milliseconds = milliseconds;
    this.#after = after;
    this.#now = now;
    this.#work = work;
    this.refresh();
  }
  clear(): void {
    this.#pending?.cancel();
    this.#pending = undefined;
  }
  refresh(): this {
    this.#until = this.#now() + this.#milliseconds;
    this.#pending ??= this.#after(this.#milliseconds, () => this.#due());
    return this;
  }
  #due(): void {
    this.#pending = undefined;
    const left = this.#until - this.#now();
    if (left <= 0) return this.#work();
    this.#pending = this.#after(left, () => this.#due());
  }
  unref(): this {
    return this;
  }
  ref(): this {
    return this;
  }
}

function timersOn(after: After, now: () => number) {
  const clear = (timer: unknown) => {
    if (timer instanceof SimulatedTimer) timer.clear();
  };
  return {
    setTimeout: (work: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) =>
      new SimulatedTimer(milliseconds, after, now, () => work(...given)),
    setInterval: (work: (...given: unknown[]) => void, milliseconds = 0, ...given: unknown[]) => {
      const timer: SimulatedTimer = new SimulatedTimer(milliseconds, after, now, () => {
        timer.refresh();
        work(...given);
      });
      return timer;
    },
    clearTimeout: clear,
    clearInterval: clear,
  };
}

const isBefore = (one: Due, other: Due): boolean =>
  one.at < other.at || (one.at === other.at && one.order < other.order);

function push(heap: Due[], due: Due): void {
  let at = heap.length;
  heap.push(due);
  while (at > 0) {
    const parent = (at - 1) >>> 1;
    const above = heap[parent];
    if (above === undefined || !isBefore(due, above)) break;
    heap[at] = above;
    at = parent;
  }
  heap[at] = due;
}

function pop(heap: Due[]): Due | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (first === undefined || last === undefined || heap.length === 0) return first;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    const [left, right] = [heap[child], heap[child + 1]];
    if (left === undefined) break;
    if (right !== undefined && isBefore(right, left)) child += 1;
    const least = heap[child];
    if (least === undefined || !isBefore(least, last)) break;
    heap[at] = least;
    at = child;
  }
  heap[at] = last;
  return first;
}
