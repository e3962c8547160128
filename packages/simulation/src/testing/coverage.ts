import {
  articleEvents,
  channel,
  customerEvents,
  levelsEvents,
  ticketEvents,
  type Kind,
  type TicketEventType,
} from "@docket/schemas";
import { allows, openingPosition, step, type ChartPosition } from "@docket/ticket";
import type { Change, deskInMemory } from "./desk-in-memory.ts";

/** What a history of the desk lacks: it is complete when every list is empty. */
export function lacking({ counts, changes, opened }: ReturnType<typeof deskInMemory>) {
  const channels = new Set(opened().map((ticket) => ticket.channel));
  const edges = new Set(changes.filter(moves).map(edgeOf));
  return {
    events: everyEvent().filter((event) => !counts.has(event)),
    channels: channel.options.filter((one) => !channels.has(one)),
    edges: [...everyEdge()].filter((edge) => !edges.has(edge)),
  };
}

const everyEvent = (): readonly string[] =>
  [
    ...Object.keys(ticketEvents).map((type) => `ticket ${type}`),
    ...Object.keys(customerEvents).map((type) => `customer ${type}`),
    ...Object.keys(articleEvents).map((type) => `article ${type}`),
    ...Object.keys(levelsEvents).map((type) => `levels ${type}`),
  ].filter((event) => !UNSEEN.has(event));

/** An import's refusals alone leave `commandRefused`, destroying keys `erasureCompleted`, merges at once `customerUnmerged`, and telling twice `noEffect` of levels. */
const UNSEEN = new Set([
  "ticket commandRefused",
  "customer erasureCompleted",
  "customer customerUnmerged",
  "levels noEffect",
]);

const moves = ({ before, after }: Change) =>
  before.position !== after.position || before.kind !== after.kind;
const edgeOf = ({ before, type }: Change) => `${before.kind} ${before.position} ${type}`;

interface Place {
  readonly kind: Kind;
  readonly position: ChartPosition;
}

/** Every event in every place of both charts that leads to another place or makes a complaint of an inquiry. */
function everyEdge(): ReadonlySet<string> {
  const types = Object.keys(ticketEvents) as TicketEventType[];
  const edges = new Set<string>();
  const seen = new Set<string>();
  const places: Place[] = [
    { kind: "inquiry", position: openingPosition },
    { kind: "complaint", position: openingPosition },
  ];
  for (const { kind, position } of places) {
    if (seen.has(`${kind} ${position}`)) continue;
    seen.add(`${kind} ${position}`);
    for (const type of types.filter((one) => allows(kind, position, one))) {
      const to = step(kind, position, type);
      const toKind = type === "reclassified" ? "complaint" : kind;
      if (to === position && toKind === kind) continue;
      edges.add(`${kind} ${position} ${type}`);
      places.push({ kind: toKind, position: to });
    }
  }
  return edges;
}
