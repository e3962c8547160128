import {
  articleEvents,
  channel,
  customerEvents,
  kind as kinds,
  levelsEvents,
  ticketEvents,
  type TicketEventType,
} from "@docket/schemas";
import { allows, positionsOf, step } from "@docket/ticket";
import type { Change, foldedDesk } from "./folded-desk.ts";

/** What a history of the desk lacks: it is complete when every list is empty. */
export function lacking({ counts, changes, opened }: ReturnType<typeof foldedDesk>) {
  const channels = new Set(opened().map((ticket) => ticket.channel));
  const edges = new Set(changes.filter(moves).map(edgeOf));
  return {
    events: everyEvent().filter((event) => !counts.has(event)),
    channels: channel.options.filter((one) => !channels.has(one)),
    edges: everyEdge().filter((edge) => !edges.has(edge)),
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

/** Every event in every place of both charts that leads to another place or makes a complaint of an inquiry. */
const everyEdge = (): readonly string[] =>
  kinds.options.flatMap((kind) =>
    positionsOf(kind).flatMap((position) =>
      types
        .filter((type) => allows(kind, position, type))
        .filter((type) => type === "reclassified" || step(kind, position, type) !== position)
        .map((type) => `${kind} ${position} ${type}`),
    ),
  );

const types = Object.keys(ticketEvents) as TicketEventType[];
