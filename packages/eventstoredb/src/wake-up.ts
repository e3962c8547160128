import { pause, type Backoff, type Position } from "@docket/event-sourcing";
import type { Following } from "./node-client.ts";
import { later, placeAt, type View } from "./read-log.ts";
import { placeOf } from "./stored-form.ts";

/** After so many events that nobody slept for, the subscription is given up: its readers are busy with pages. */
const MOST_UNHEARD = 256;
/** Events that came while a reader was busy, from which on they are too many to be told of each. */
const MANY = 16;
/** How long a reader naps in a busy log. */
const NAP_MS = 10;
/** The longest sleep: whoever sleeps looks for himself then, should a subscription be silent without an end. */
const LONGEST_SLEEP_MS = 10_000;

interface Sleeper {
  readonly after: Position | null;
  readonly wake: () => void;
}

export interface WakeUp {
  changed(after: Position | null, signal: AbortSignal): Promise<void>;
  /** How often the subscription was lost. */
  readonly drops: () => number;
  close(): void;
}

/**
 * Wakes readers by a subscription that lives while somebody sleeps. It carries no events: readers read pages. Losing it
 * is daily life (a node drops whoever is 32 events behind): it begins again where the sleepers are, so nothing is missed.
 * While events come by the hundred it is left: readers nap, and look for themselves, until one finds nothing new.
 */
export function createWakeUp(view: View, backoff: Backoff): WakeUp {
  const { shared, namespace, since } = view;
  const sleepers = new Set<Sleeper>();
  const nappers = new Set<Sleeper>();
  let seen: bigint | null = null;
  let unheard = 0;
  /** Since somebody last went to sleep. */
  let heard = 0;
  /** How far the readers of a busy log have come; undefined while it is not busy. */
  let busyAt: Position | null | undefined;
  let drops = 0;
  let attempt = 0;
  let running = false;
  let leave: (() => void) | undefined;
  let closed = false;

  async function run(): Promise<void> {
    running = true;
    while (sleepers.size > 0 && !closed) {
      const left = await follow();
      if (left || closed) continue;
      drops += 1;
      attempt += 1;
      await pause(backoff, attempt);
    }
    running = false;
  }

  /** Follows the log until the subscription is lost, or left by ourselves (true). */
  function follow(): Promise<boolean> {
    return new Promise((resolve) => {
      const from = earliest(sleepers);
      seen = from;
      unheard = 0;
      const subscription = shared
        .current()
        .subscribeToAll({ fromPosition: placeAt(later(from, since)) });
      const ended = shared.signal();
      let over = false;
      const end = (left: boolean) => {
        if (over) return;
        over = true;
        leave = undefined;
        seen = null;
        ended.removeEventListener("abort", lost);
        if (left) cancel(subscription);
        resolve(left);
      };
      const lost = () => end(false);
      leave = () => end(true);
      ended.addEventListener("abort", lost);
      subscription
        .on("confirmation", () => {
          attempt = 0;
          shared.answered();
        })
        .on("data", ({ event }) => {
          if (event !== undefined && namespace.fromNode(event.streamId) !== undefined) {
            hear(placeOf(event));
          }
        })
        .on("error", () => {
          shared.failed();
          lost();
        })
        .on("end", lost);
    });
  }

  function hear(place: bigint): void {
    seen = place;
    heard += 1;
    unheard = sleepers.size === 0 ? unheard + 1 : 0;
    for (const sleeper of sleepers) {
      if (sleeper.after === null || place > sleeper.after) sleeper.wake();
    }
    if (unheard > MOST_UNHEARD) leave?.();
  }

  /** Whether a reader that has come so far had better look again soon than be told. */
  function isBusy(after: Position | null): boolean {
    const many = heard > MANY;
    heard = 0;
    const further = busyAt !== undefined && after !== null && (busyAt === null || after > busyAt);
    busyAt = many || further ? after : undefined;
    if (many) leave?.();
    return many || further;
  }

  function sleep(after: Position | null, signal: AbortSignal, most: number, among: Set<Sleeper>) {
    return new Promise<void>((resolve) => {
      const wake = () => {
        among.delete(sleeper);
        clearTimeout(longest);
        signal.removeEventListener("abort", wake);
        resolve();
      };
      const sleeper = { after, wake };
      const longest = setTimeout(wake, most);
      signal.addEventListener("abort", wake);
      among.add(sleeper);
    });
  }

  return {
    async changed(after, signal) {
      if (signal.aborted || closed) return;
      if (isBusy(after)) return sleep(after, signal, NAP_MS, nappers);
      const behind = leave !== undefined && seen !== null && (after === null || after < seen);
      if (behind) return;
      const slept = sleep(after, signal, LONGEST_SLEEP_MS, sleepers);
      if (!running) void run();
      await slept;
    },
    drops: () => drops,
    close() {
      closed = true;
      leave?.();
      for (const { wake } of [...sleepers, ...nappers]) wake();
    },
  };
}

function earliest(sleepers: ReadonlySet<Sleeper>): Position | null {
  let found: Position | null | undefined;
  for (const { after } of sleepers) {
    if (after === null) return null;
    if (found === undefined || found === null || after < found) found = after;
  }
  return found ?? null;
}

/** A subscription that was left may still speak; nobody listens. */
function cancel(subscription: Following): void {
  subscription.unsubscribe().catch(() => {});
}
