import { phase as phases, type Kind, type Phase, type TicketEventType } from "@docket/schemas";
import { ticketEventTypes } from "./event-types.ts";
import { step } from "./life-cycle.ts";
import { placeOf, type Place } from "./position.ts";
import { positionsOf } from "./reachable.ts";

/** A life cycle as a Mermaid state diagram, drawn from its chart. What leaves a ticket where it is, is not drawn. */
export function diagramOf(kind: Kind): string {
  const moves = movesOf(kind);
  const places = [...new Set(moves.flatMap(({ from, to }) => [from, to]))];
  return [
    "stateDiagram-v2",
    "  [*] --> inquiry: opened",
    ...phases.options.flatMap((phase) => inside(phase, places, moves)),
    ...edges(
      moves.filter(({ from, to }) => from.phase !== to.phase),
      ({ from, to }) => [from.phase, to.phase],
      (move) => `${move.event}${onlyFrom(move, moves, places)}`,
    ),
    ...(kind === "inquiry"
      ? ['  state "life cycle of a complaint" as complaint', ...leavingToComplaint(places)]
      : []),
    "",
  ].join("\n");
}

interface Move {
  readonly from: Place;
  readonly to: Place;
  readonly event: TicketEventType;
}

/** Every event that leads from one place of the chart to another. */
const movesOf = (kind: Kind): readonly Move[] =>
  positionsOf(kind).flatMap((position) =>
    INSIDE.flatMap((event) => {
      const next = step(kind, position, event);
      return next === position ? [] : [{ from: placeOf(position), to: placeOf(next), event }];
    }),
  );

/** All but the two that lead out of the chart and back to where the ticket was. */
const INSIDE = ticketEventTypes.filter((event) => event !== "reclassified" && event !== "unmerged");

function inside(phase: Phase, places: readonly Place[], moves: readonly Move[]): readonly string[] {
  const here = places.filter((place) => place.phase === phase);
  const states = names(here.map(({ state }) => state));
  if (states.length === 1) return [`  state "follow-up" as ${phase}`];
  const within = moves.filter(({ from, to }) => from.phase === phase && to.phase === phase);
  const entering = moves.filter(({ from, to }) => from.phase !== phase && to.phase === phase);
  const id = (name: string) => `${phase}_${name}`;
  const region = (of: (place: Place) => string | null): readonly string[] => [
    ...names(here.map(of)).map((name) => `  state "${name}" as ${id(name)}`),
    ...edges(
      entering.filter(({ from, to }) => phase === "closed" || of(from) !== of(to)),
      ({ to }) => ["[*]", id(of(to) ?? "")],
      ({ event }) => event,
    ),
    ...edges(
      within.filter(({ from, to }) => of(from) !== of(to)),
      ({ from, to }) => [id(of(from) ?? ""), id(of(to) ?? "")],
      ({ event }) => event,
    ),
  ];
  const courses = names(here.map(({ course }) => course));
  return [
    `  state ${phase} {`,
    ...region(({ state }) => state).map(indented),
    ...(courses.length === 0 ? [] : ["    --", ...region(({ course }) => course).map(indented)]),
    ...(phase === "closed"
      ? ['    state "H*" as closed_before', "    closed_merged --> closed_before: unmerged"]
      : []),
    "  }",
  ];
}

const indented = (line: string) => `  ${line}`;
const names = (all: readonly (string | null)[]) => [
  ...new Set(all.filter((name) => name !== null)),
];

/** One line for each pair of ends, with all the labels between them. */
function edges(
  moves: readonly Move[],
  endsOf: (move: Move) => readonly [string, string],
  labelOf: (move: Move) => string,
): readonly string[] {
  const labels = new Map<string, Set<string>>();
  for (const move of moves) {
    const ends = endsOf(move).join(" --> ");
    labels.set(ends, (labels.get(ends) ?? new Set()).add(labelOf(move)));
  }
  return [...labels].map(([ends, events]) => `  ${ends}: ${[...events].join(", ")}`);
}

/** Names the states or courses of a phase from which an event leads out, unless it leads out from all. */
function onlyFrom({ event, from }: Move, moves: readonly Move[], places: readonly Place[]): string {
  const named = from.course === null ? "state" : "course";
  const all = names(places.filter(({ phase }) => phase === from.phase).map((one) => one[named]));
  const some = names(
    moves
      .filter((move) => move.event === event && move.from.phase === from.phase)
      .filter((move) => move.to.phase !== from.phase)
      .map((move) => move.from[named]),
  );
  return some.length === all.length ? "" : ` (${some.join(" or ")})`;
}

const leavingToComplaint = (places: readonly Place[]) =>
  names(places.map(({ phase }) => phase))
    .filter((phase) => phase !== "followUp" && phase !== "closed")
    .map((phase) => `  ${phase} --> complaint: reclassified`);
