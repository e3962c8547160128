import type { Kind, TicketEventType } from "@docket/schemas";
import { allows, openingPosition, step, type ChartPosition } from "@docket/ticket";

/** Walks that together take every transition of both charts, however rare: which events, in which order. */

/** A place in a chart, and whether a solution has been attempted, without which no complaint goes to management. */
interface Place {
  readonly kind: Kind;
  readonly position: ChartPosition;
  readonly attempted: boolean;
}
interface Transition {
  /** The same however one got there. */
  readonly name: string;
  readonly event: Move;
  readonly to: Place;
}
export interface Walk {
  readonly kind: Kind;
  readonly events: readonly Move[];
}

/** The events that lead somewhere else. */
const MOVES = [
  "acknowledged",
  "customerAwaited",
  "thirdPartyAwaited",
  "resumed",
  "diagnosed",
  "solutionProposed",
  "redressGranted",
  "reclassified",
  "solutionAttempted",
  "passedToManagement",
  "investigationStarted",
  "findingsRecorded",
  "reviewCompleted",
  "correctiveActionRecorded",
  "correctiveActionFailed",
  "correctiveActionVerified",
  "resolved",
  "closed",
  "withdrawn",
  "merged",
  "unmerged",
  "reopened",
] as const satisfies readonly TicketEventType[];
export type Move = (typeof MOVES)[number];

/** A walk ends at the first chance after so many steps, so that no ticket lives too long. */
const LONG_ENOUGH = 14;

export function walks(): readonly Walk[] {
  const from = transitions();
  const untaken = new Set([...from.values()].flat().map(({ name }) => name));
  const told: Walk[] = [];
  for (const kind of ["inquiry", "complaint"] as const) {
    for (;;) {
      const events = walk(opening(kind), from, untaken);
      if (events.length === 0) break;
      told.push({ kind, events });
    }
  }
  return told;
}

const opening = (kind: Kind): Place => ({ kind, position: openingPosition, attempted: false });
const nameOf = ({ kind, position, attempted }: Place) => `${kind} ${position} ${attempted}`;

type Transitions = ReadonlyMap<string, readonly Transition[]>;

/** All places that can be reached, and the transitions from each. */
function transitions(): Transitions {
  const from = new Map<string, readonly Transition[]>();
  const reached = [opening("inquiry"), opening("complaint")];
  for (const place of reached) {
    if (from.has(nameOf(place))) continue;
    const onwards = MOVES.flatMap((event) => transition(place, event));
    from.set(nameOf(place), onwards);
    reached.push(...onwards.map(({ to }) => to));
  }
  return from;
}

function transition(place: Place, event: Move): readonly Transition[] {
  const { kind, position, attempted } = place;
  if (!allows(kind, position, event)) return [];
  if (event === "passedToManagement" && !attempted) return [];
  const to: Place = {
    kind: event === "reclassified" ? "complaint" : kind,
    position: step(kind, position, event),
    attempted: attempted || event === "solutionAttempted",
  };
  const moves = to.kind !== kind || to.position !== position;
  return moves ? [{ name: `${kind} ${position} ${event}`, event, to }] : [];
}

/** From one untaken transition to the nearest next. */
function walk(start: Place, from: Transitions, untaken: Set<string>): readonly Move[] {
  const events: Move[] = [];
  let here = start;
  while (events.length < LONG_ENOUGH) {
    const path = shortestToUntaken(here, from, untaken);
    if (path.length === 0) break;
    for (const { name, event, to } of path) {
      untaken.delete(name);
      events.push(event);
      here = to;
    }
  }
  return events;
}

function shortestToUntaken(
  start: Place,
  from: Transitions,
  untaken: ReadonlySet<string>,
): readonly Transition[] {
  const seen = new Set([nameOf(start)]);
  const paths: { readonly at: Place; readonly path: readonly Transition[] }[] = [
    { at: start, path: [] },
  ];
  for (const { at, path } of paths) {
    for (const next of from.get(nameOf(at)) ?? []) {
      const longer = [...path, next];
      if (untaken.has(next.name)) return longer;
      if (seen.has(nameOf(next.to))) continue;
      seen.add(nameOf(next.to));
      paths.push({ at: next.to, path: longer });
    }
  }
  return [];
}
