import {
  openSpans,
  targetNames,
  type EpochMs,
  type TargetName,
  seen,
  type ReportedTicket,
} from "@docket/service-levels";
import { compareTexts } from "./compare-texts.ts";

/** An undecided or breached clock of an open ticket that nothing has stopped. */
export interface OpenClock {
  readonly ticketId: string;
  readonly target: TargetName;
  readonly team: string | null;
  readonly dueAt: EpochMs | null;
  /** When it was, or unless it stops will be, breached. */
  readonly breachesAt: EpochMs;
}

export interface WorstClocks {
  /** Those breached longest ago first. */
  readonly breached: readonly OpenClock[];
  /** Those that will be breached next first. */
  readonly next: readonly OpenClock[];
}

/** The clocks most in need of somebody at `now`, at most so many of either kind; takes in one ticket after the other. */
export const worstClocks = (
  now: EpochMs,
  most: number,
): { readonly add: (ticket: ReportedTicket) => void; readonly worst: () => WorstClocks } => {
  const breached: OpenClock[] = [];
  const next: OpenClock[] = [];
  return {
    add(ticket) {
      for (const [clock, isBreached] of openClocks(ticket, now)) {
        const kind = isBreached ? breached : next;
        kind.push(clock);
        kind.sort(compare);
        if (kind.length > most) kind.pop();
      }
    },
    worst: () => ({ breached, next }),
  };
};

/** In the order of their breach; ids make that of equal ones certain. */
const compare = (one: OpenClock, other: OpenClock): number =>
  one.breachesAt - other.breachesAt || compareTexts(one.ticketId, other.ticketId);

function* openClocks(
  ticket: ReportedTicket,
  now: EpochMs,
): Generator<readonly [OpenClock, boolean]> {
  const known = ticket.facts.filter(({ at }) => at <= now);
  if (openSpans(known).at(-1)?.to !== null) return;
  const view = seen(ticket, { now, only: targetNames });
  if (view === null) return;
  const { ticketId, attributes } = view;
  for (const { clock, reading } of view.clocks) {
    const { state, stoppedAt, dueAt } = reading;
    const isBreached = state === "breached" && stoppedAt === null;
    const breachesAt = isBreached ? reading.breachedAt : reading.breachesAt;
    if (breachesAt === null || (!isBreached && state !== "running")) continue;
    const { team } = attributes;
    yield [{ ticketId, target: clock.target, team, dueAt, breachesAt }, isBreached];
  }
}
