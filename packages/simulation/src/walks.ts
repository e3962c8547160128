import type { TicketEventType } from "@docket/schemas";
import { allows, openingPosition, step, type ChartPosition } from "@docket/ticket";
import type { Kind } from "@docket/schemas";

/** Walks that together take every way through both charts, however rare: which events, in which order. */

/** A place in a chart, and whether a solution has been attempted, without which no complaint goes to management. */
interface Place {
  readonly kind: Kind;
  readonly position: ChartPosition;
  readonly attempted: boolean;
}
interface Way {
  /** The edge of the chart, however one got there. */
  readonly edge: string;
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
  const waysFrom = map();
  const untaken = new Set([...waysFrom.values()].flat().map(({ edge }) => edge));
  const told: Walk[] = [];
  for (const kind of ["inquiry", "complaint"] as const) {
    for (;;) {
      const events = walk(opening(kind), waysFrom, untaken);
      if (events.length === 0) break;
      told.push({ kind, events });
    }
  }
  return told;
}

const opening = (kind: Kind): Place => ({ kind, position: openingPosition, attempted: false });
const nameOf = ({ kind, position, attempted }: Place) => `${kind} ${position} ${attempted}`;

type Ways = ReadonlyMap<string, readonly Way[]>;

/** All places that can be reached, and the ways on from each. */
function map(): Ways {
  const ways = new Map<string, readonly Way[]>();
  const reached = [opening("inquiry"), opening("complaint")];
  for (const place of reached) {
    if (ways.has(nameOf(place))) continue;
    const onwards = MOVES.flatMap((event) => way(place, event));
    ways.set(nameOf(place), onwards);
    reached.push(...onwards.map(({ to }) => to));
  }
  return ways;
}

function way(place: Place, event: Move): readonly Way[] {
  const { kind, position, attempted } = place;
  if (!allows(kind, position, event)) return [];
  if (event === "passedToManagement" && !attempted) return [];
  const to: Place = {
    kind: event === "reclassified" ? "complaint" : kind,
    position: step(kind, position, event),
    attempted: attempted || event === "solutionAttempted",
  };
  const moves = to.kind !== kind || to.position !== position;
  return moves ? [{ edge: `${kind} ${position} ${event}`, event, to }] : [];
}

/** From one untaken way to the nearest next. */
function walk(start: Place, waysFrom: Ways, untaken: Set<string>): readonly Move[] {
  const events: Move[] = [];
  let here = start;
  while (events.length < LONG_ENOUGH) {
    const path = shortestToUntaken(here, waysFrom, untaken);
    if (path.length === 0) break;
    for (const { edge, event, to } of path) {
      untaken.delete(edge);
      events.push(event);
      here = to;
    }
  }
  return events;
}

function shortestToUntaken(from: Place, waysFrom: Ways, untaken: Set<string>): readonly Way[] {
  const seen = new Set([nameOf(from)]);
  const paths: { readonly at: Place; readonly path: readonly Way[] }[] = [{ at: from, path: [] }];
  for (const { at, path } of paths) {
    for (const next of waysFrom.get(nameOf(at)) ?? []) {
      const longer = [...path, next];
      if (untaken.has(next.edge)) return longer;
      if (seen.has(nameOf(next.to))) continue;
      seen.add(nameOf(next.to));
      paths.push({ at: next.to, path: longer });
    }
  }
  return [];
}
