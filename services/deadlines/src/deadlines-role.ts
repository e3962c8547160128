import { alarmCommand } from "@docket/desk";
import {
  instant,
  type Bus,
  type Clock,
  type CommandResult,
  type EventStore,
  type Position,
} from "@docket/event-sourcing";
import {
  deadlinesBefore,
  nextDeadline,
  overdueBefore,
  type Deadline,
  type Overdue,
  type Rows,
} from "@docket/read-models";
import { isTransient, type LevelsCommand, type Refusal } from "@docket/schemas";

export interface DeadlinesGround {
  readonly readModels: Rows;
  readonly send: (command: LevelsCommand) => Promise<CommandResult<Refusal>>;
  /** Wakes when something was appended, which may bring an earlier deadline. */
  readonly bus: Pick<Bus, "subscribe">;
  readonly clock: Clock;
  /** Settles at once when `signal` aborts. */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  readonly log: Pick<EventStore, "head">;
  /** Settles once the read models have come to a place, or `signal` aborts. */
  readonly reached: (place: Position, signal: AbortSignal) => Promise<void>;
}

/** Tells when clocks pass their thresholds: it sends commands, and the ticket's own stream decides (ADR 0026). */
export interface DeadlinesRole {
  /** Until `signal` aborts. */
  run(signal: AbortSignal): Promise<void>;
  /** Tells all that is due now, in due order. */
  sweep(signal: AbortSignal): Promise<void>;
  /** What is due and was not told. */
  overdue(): Promise<Overdue>;
  /** How many alarms this one has told. */
  told(): number;
}

/** A command that is under way when a clock passes its threshold, such as a resolution in that very millisecond, comes first. */
const GRACE_MS = 1_000;
/** Deadlines looked at together: their commands are handled in some ten milliseconds, and others get their turn between. */
const SLICE = 200;
/** The longest sleep: a machine that was suspended, or whose clock was set, is found out. */
const MOST_SLEEP_MS = 60_000;
/** What was declined is asked again after so long. Mostly its row is gone by then: the ticket had changed. */
const HOLD_BACK_MS = 60_000;

/** The event store could not be reached: what is due waits. */
class AlarmsWait extends Error {
  readonly code = "STORE_UNAVAILABLE";
}

export function createDeadlinesRole(ground: DeadlinesGround): DeadlinesRole {
  const { readModels, send, bus, clock, sleep, log } = ground;
  /** Until when, by the place of the deadline. */
  const heldBack = new Map<string, number>();
  let told = 0;

  const present = (): number => Date.parse(clock());
  /** What lies before it is due. */
  const dueBy = (now: number): string => instant(now - GRACE_MS);

  async function sweep(signal: AbortSignal): Promise<void> {
    const head = await log.head();
    if (head !== null) await ground.reached(head, signal);
    const now = present();
    for (const [place, until] of heldBack) if (until <= now) heldBack.delete(place);
    for (let after: string | undefined; !signal.aborted;) {
      const due = await deadlinesBefore(readModels, dueBy(now), { limit: SLICE, after });
      await tell(
        due.filter(({ place }) => !heldBack.has(place)),
        now,
      );
      if (due.length < SLICE) return;
      after = due.at(-1)?.place;
      await sleep(0, signal);
    }
  }

  async function tell(due: readonly Deadline[], now: number): Promise<void> {
    const results = await Promise.all(
      due.map(async (deadline) => {
        const { ticketId, place, at } = deadline;
        return { place, result: await send(alarmCommand(ticketId, deadline, at)) };
      }),
    );
    for (const { place, result } of results) {
      if (result.accepted) {
        if (!result.repeated) told += 1;
      } else if (isTransient(result.refusal)) {
        throw new AlarmsWait(`alarms have to wait: ${result.refusal.message}`);
      } else {
        heldBack.set(place, now + HOLD_BACK_MS);
      }
    }
  }

  /** How long nothing becomes due, as far as is known. */
  async function quietFor(): Promise<number> {
    const now = present();
    const next = await nextDeadline(readModels, dueBy(now));
    if (next === undefined) return MOST_SLEEP_MS;
    return Math.min(MOST_SLEEP_MS, Date.parse(next) + GRACE_MS + 1 - now);
  }

  return {
    sweep,
    async run(signal) {
      const over = new AbortController();
      const subscribed = bus.subscribe(AbortSignal.any([signal, over.signal]));
      const wakes = subscribed[Symbol.asyncIterator]();
      try {
        let woken = wakes.next();
        while (!signal.aborted) {
          await sweep(signal);
          const waiting = new AbortController();
          const until = AbortSignal.any([signal, waiting.signal]);
          const slept = sleep(await quietFor(), until).then(() => undefined);
          const wake = await Promise.race([woken, slept]);
          waiting.abort();
          if (wake === undefined) continue;
          if (wake.done === true) return;
          woken = wakes.next();
        }
      } finally {
        over.abort();
        // It may stand where it delivered last: unless it is told, its consumer outlives us, and keeps a process that ends.
        await wakes.return?.();
      }
    },
    overdue: () => overdueBefore(readModels, dueBy(present())),
    told: () => told,
  };
}
