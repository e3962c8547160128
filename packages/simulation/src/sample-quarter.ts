import type { Instant } from "@docket/event-sourcing";
import { channel as channels, type Command } from "@docket/schemas";
import { articleCommands } from "./article-commands.ts";
import { quarterBefore } from "./calendar-of-work.ts";
import { ANY_DAY, drawCase, EARLY, LATELY, type Days, type World } from "./cases.ts";
import { answeredInWriting } from "./courses/letters.ts";
import * as pairs from "./courses/pairs.ts";
import { tellWalk } from "./courses/walks.ts";
import { customerCommands, farewells } from "./customer-commands.ts";
import { deck, written } from "./deck.ts";
import { inventLibrary } from "./library.ts";
import { nonEmpty } from "./non-empty.ts";
import { inventPeople } from "./people.ts";
import { diceFor } from "./prng.ts";
import { beginScript, type Case, type Script } from "./script.ts";
import { agents } from "./staff.ts";
import { walks } from "./walks.ts";

export interface SampleOptions {
  readonly seed: number;
  /** The end of the quarter. Nothing in it happens later. */
  readonly until: Instant;
  /** How many tickets come in; those split off come on top. Never fewer than it takes to show every course. */
  readonly tickets: number;
}

/**
 * A quarter of an invented company's inquiries and complaints, as the commands that would have brought it about: the
 * same for the same options. The commands of one stream stand in their order. None is refused when the sample policy is
 * published and each stage is sent after the one before it is done, with what that led to in other tickets.
 */
export function sampleStages(options: SampleOptions): readonly Iterable<Command>[] {
  const world = inventWorld(options);
  const { seed, quarter, people, library } = world;
  const related = [...pairStories(world, options.tickets), walkStories(world)];
  const toldAlready = related.flatMap(({ alone, related: rest }) => [...alone, ...rest]);
  const opened = toldAlready.filter(({ type }) => type === "open").length;
  return [
    chain(customerCommands(people, seed, quarter), articleCommands(library, seed, people, quarter)),
    chain(
      singleStories(world, options.tickets - opened),
      related.flatMap(({ alone }) => alone),
    ),
    related.flatMap((told) => told.related),
    related.flatMap(({ afterwards }) => afterwards),
    farewells(people, quarter),
  ];
}

/** The stages of {@link sampleStages} in one row, for whoever sends one command after another. */
export const sampleQuarter = (options: SampleOptions): Iterable<Command> =>
  chain(...sampleStages(options));

function* chain(...parts: readonly Iterable<Command>[]): Generator<Command> {
  for (const part of parts) yield* part;
}

function inventWorld({ seed, until, tickets }: SampleOptions): World {
  const quarter = quarterBefore(until);
  const people = inventPeople(seed, tickets);
  return { seed, quarter, people, library: inventLibrary(seed, quarter) };
}

/**
 * One ticket of each customer who is to be merged or forgotten; every course once to its end and once so late that it is
 * cut off; then courses as often as life brings them.
 */
function* singleStories(world: World, tickets: number): Generator<Command> {
  const { seed, people } = world;
  const marked = [...people.doubles, ...people.leaving];
  for (const customer of marked) {
    const given = drawCase(world, `only ${customer.customerId}`, written, EARLY);
    yield* tell({ ...given, customer }, answeredInWriting);
  }
  for (const [index, course] of deck.entries()) {
    yield* tell(drawCase(world, `once ${index}`, course, EARLY), course.tell);
    yield* tell(drawCase(world, `lately ${index}`, course, LATELY), course.tell);
  }
  const weighted = nonEmpty(deck.map((course) => [course.weight, course] as const));
  const chatting = bunches(world);
  for (let index = marked.length + 2 * deck.length; index < tickets; index += 1) {
    const course = diceFor(seed, "course", index).weighted(weighted);
    const given = drawCase(world, `ticket ${index}`, course, ANY_DAY);
    yield* tell(chatting(given), course.tell);
  }
}

function tell(given: Case, course: (script: Script) => void): Script["commands"] {
  const script = beginScript(given);
  course(script);
  return script.commands;
}

const BUNCH = 3;

/** Chats come in bunches: three within a few minutes, and one agent takes them all. */
function bunches(world: World): (given: Case) => Case {
  let chats = 0;
  return (given) => {
    if (given.channel !== "chat") return given;
    const place = chats % BUNCH;
    const dice = diceFor(world.seed, "bunch", (chats - place) / BUNCH);
    chats += 1;
    const begins = world.quarter.arrival(dice, true);
    const receivedAt = Math.min(begins + place * 100_000, world.quarter.until - 1);
    return { ...given, team: "Front Desk", agent: dice.pick(agents["Front Desk"]), receivedAt };
  };
}

const PAIRS: readonly (readonly [
  name: string,
  tell: pairs.Pair,
  days: Days,
  perThousand: number,
])[] = [
  ["duplicate", pairs.duplicate, ANY_DAY, 8],
  ["mistaken duplicate", pairs.mistakenDuplicate, EARLY, 1],
  ["split", pairs.split, ANY_DAY, 3],
  ["linked", pairs.linked, ANY_DAY, 4],
  ["followed", pairs.followed, EARLY, 2],
];

function pairStories(world: World, tickets: number): readonly pairs.Told[] {
  return PAIRS.flatMap(([name, tellPair, days, perThousand]) =>
    Array.from({ length: Math.max(2, Math.round((tickets * perThousand) / 1000)) }, (_, index) => {
      // The first of each is told to its end.
      const when = index === 0 ? EARLY : days;
      const first = drawCase(world, `${name} ${index} first`, written, when);
      return tellPair(first, drawCase(world, `${name} ${index} second`, written, when));
    }),
  );
}

/** Tickets that between them take every transition of the charts, one channel after the other. */
function walkStories(world: World): pairs.Told {
  const host = drawCase(world, "tour host", written, { first: 0, last: 7 });
  const related = walks().flatMap((walk, index) => {
    const channel = channels.options[index % channels.options.length] ?? "email";
    const days = { first: 7, last: 60 };
    const given = drawCase(world, `tour ${index}`, { kind: walk.kind, channels: [channel] }, days);
    return tell(given, (script) => tellWalk(script, walk, host.ticketId));
  });
  return { alone: tell(host, answeredInWriting), related, afterwards: [] };
}
