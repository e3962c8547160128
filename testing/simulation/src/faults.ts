import type { Dice } from "@docket/simulation";

/** What goes wrong in the simulation, by the number of the failure that it belongs to in docs/failures.md. */
export const FAULTS = {
  "crash between append and publish": 1,
  "crash after publish, before its answer": 2,
  "append stored, answer lost": 3,
  "append stored, sender crashed": 3,
  "append never settles": 4,
  "event store down": 4,
  "subscription aborted": 5,
  "subscription ended": 5,
  "crash before rows are committed": 6,
  "crash after rows are committed": 6,
  "rows committed, answer lost": 6,
  "crash before reactions are marked": 6,
  "messages repeated": 7,
  "messages out of order": 7,
  "tail of the stream lost": 8,
  "stream purged": 9,
  "stream deleted": 9,
  "stream recreated": 9,
  "relay stalled": 10,
  "poison event": 11,
  "64 writers on one ticket": 12,
  "clock 15 s slow": 13,
  "clock 1 h fast": 13,
  "clock set back": 13,
  "resolved at the breach": 14,
  "sweeper killed": 14,
  "sweeper stalled": 14,
  "disk of the tables full": 15,
  "disk of the stream full": 15,
  "projector slow": 15,
  "everything down at the start": 16,
} as const;
export type Fault = keyof typeof FAULTS;
export const faultNames = Object.keys(FAULTS).filter(isFault);

function isFault(name: string): name is Fault {
  return Object.hasOwn(FAULTS, name);
}

/** Faults wait here for the moment at which they can strike. */
export interface Faults {
  /** The next time that it can strike, it does. */
  arm(fault: Fault): void;
  /** Asked at every moment at which it could: whether it does. */
  strikes(fault: Fault): boolean;
  /** It was provoked without being armed. */
  struck(fault: Fault): void;
  /** None strikes from now on. */
  cease(): void;
  readonly counts: ReadonlyMap<Fault, number>;
}

export function createFaults(onStrike: (fault: Fault) => void): Faults {
  const armed = new Set<Fault>();
  const counts = new Map<Fault, number>();
  let over = false;
  const struck = (fault: Fault) => {
    counts.set(fault, (counts.get(fault) ?? 0) + 1);
    onStrike(fault);
  };
  return {
    arm: (fault) => void armed.add(fault),
    strikes(fault) {
      if (over || !armed.delete(fault)) return false;
      struck(fault);
      return true;
    },
    struck,
    cease() {
      over = true;
    },
    counts,
  };
}

/** When each fault comes, in milliseconds from the start: every one now and then, most seeds several. */
export function drawFaults(
  dice: Dice,
  within: number,
): readonly { readonly fault: Fault; readonly at: number }[] {
  return faultNames
    .flatMap((fault) =>
      Array.from({ length: dice.chance(SHARE) ? dice.between(1, MOST) : 0 }, () => ({
        fault,
        at: Math.floor(dice.next() * within),
      })),
    )
    .toSorted((one, other) => one.at - other.at);
}

const SHARE = 0.4;
const MOST = 3;
