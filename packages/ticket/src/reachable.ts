import type { Kind } from "@docket/schemas";
import type { ChartPosition } from "./brands.ts";
import { ticketEventTypes } from "./event-types.ts";
import { step } from "./life-cycle.ts";
import { openingPosition } from "./position.ts";

const reached = new Map<Kind, readonly ChartPosition[]>();

/** Where a ticket of this kind may stand: every position that its chart leads to from the opening. */
export function positionsOf(kind: Kind): readonly ChartPosition[] {
  let positions = reached.get(kind);
  if (positions === undefined) {
    positions = walked(kind);
    reached.set(kind, positions);
  }
  return positions;
}

function walked(kind: Kind): readonly ChartPosition[] {
  const seen = new Set<ChartPosition>([openingPosition]);
  for (const position of seen) {
    for (const event of ticketEventTypes) {
      // It leads into the other chart.
      if (event !== "reclassified") seen.add(step(kind, position, event));
    }
  }
  return [...seen];
}
