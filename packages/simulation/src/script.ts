import type { Actor, Channel, Kind, TicketCommand } from "@docket/schemas";
import type { Library } from "./library.ts";
import { toInstant, type Quarter } from "./calendar-of-work.ts";
import type { Product, Team, Topic } from "./catalogue.ts";
import type { Customer } from "./people.ts";
import type { Dice } from "./prng.ts";
import type { Language } from "./texts.ts";

/** Lengths of waits, in seconds. */
export const MINUTE = 60;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What a ticket is about and who has to do with it, before it takes its course. */
export interface Case {
  readonly ticketId: string;
  readonly kind: Kind;
  readonly channel: Channel;
  readonly customer: Customer;
  readonly language: Language;
  readonly topic: Topic;
  readonly product: Product;
  readonly team: Team;
  readonly agent: Actor;
  /** Milliseconds since 1970, as all instants here. */
  readonly receivedAt: number;
  /** How many times longer than usual everything takes. */
  readonly pace: number;
  readonly dice: Dice;
  readonly quarter: Quarter;
  readonly library: Library;
}

/** A ticket's course while it is being told. What would come after the quarter is left out, so that it stays open. */
export interface Script extends Case {
  /** What was told so far, in the order in which the desk recorded it. */
  readonly commands: readonly (TicketCommand & { readonly ticketId: string })[];
  now(): number;
  /** The clock runs on. */
  wait(seconds: number): void;
  /** The desk's open hours run on, at the case's pace. */
  work(minutes: number): void;
  /** Someone does something now, or a few things one second after another. */
  by(actor: Actor, ...steps: readonly Step[]): void;
  /** Someone records only now what happened so long ago. */
  byLate(actor: Actor, secondsAgo: number, step: Step): void;
}

type StepOf<Command> = Command extends TicketCommand ? Pick<Command, "type" | "data"> : never;
export type Step = StepOf<TicketCommand>;

export function beginScript(given: Case): Script {
  const { ticketId, quarter, pace, dice } = given;
  const commands: (TicketCommand & { readonly ticketId: string })[] = [];
  let now = given.receivedAt;
  let over = false;

  function record(actor: Actor, at: number, step: Step): void {
    over ||= now > quarter.until;
    if (over) return;
    const commandId = `${ticketId}-${commands.length}`;
    commands.push({ ...step, ticketId, commandId, actor, occurredAt: toInstant(at) });
  }

  return {
    ...given,
    commands,
    now: () => now,
    wait: (seconds) => {
      now += Math.round(seconds) * 1000;
    },
    work: (minutes) => {
      now = Math.round(quarter.afterWork(now, dice.around(minutes) * pace) / 1000) * 1000;
    },
    by: (actor, ...steps) => {
      for (const [index, step] of steps.entries()) {
        if (index > 0) now += 1000;
        record(actor, now, step);
      }
    },
    byLate: (actor, secondsAgo, step) => {
      record(actor, now - secondsAgo * 1000, step);
    },
  };
}
