import type { Commands, Result } from "@docket/command-api";
import { isTransient, type Command } from "@docket/schemas";
import type { Process } from "./process.ts";
import type { World } from "./world.ts";

/** A process that takes commands. */
export interface Front {
  readonly process: Process;
  readonly commands: Commands;
}

/** What a writer was told in the end of a command, each time that it was told. */
export interface Answered {
  readonly command: Command;
  readonly results: Result[];
}

export interface Writers {
  /** Sends a command until it is answered; how often it was sent shows to nobody. */
  send(command: Command, to?: number): Promise<void>;
  readonly answered: ReadonlyMap<string, Answered>;
  /** How many wait for an answer. */
  readonly waiting: () => number;
}

const LATENCY_MS = 3;
const PATIENCE_MS = 20_000;
const PAUSE_MS = 800;
/** Answered commands that are sent once more, as if the answer had been lost on its way. */
const AGAIN = 0.05;

/**
 * @param self whose steps the writers' are
 * @param fronts those that serve at present
 */
export function createWriters(
  world: World,
  self: Process,
  fronts: () => readonly Front[],
): Writers {
  const { time, dice } = world;
  const answered = new Map<string, Answered>();
  let waiting = 0;

  /** One try; undefined when nobody answers. */
  function ask(command: Command, to: number | undefined): Promise<Result | undefined> {
    return new Promise((resolve) => {
      const back = (result: Result | undefined) => {
        patience.cancel();
        time.after(dice.next() * LATENCY_MS, () => resolve(result), self);
      };
      const patience = time.after(PATIENCE_MS, () => resolve(undefined), self);
      const serving = fronts();
      const front = serving[(to ?? Math.floor(dice.next() * serving.length)) % serving.length];
      if (front === undefined) return back(undefined);
      const stop = world.onCrash((crashed) => {
        if (crashed === front.process) back(undefined);
      });
      const serve = () => {
        front.commands
          .handle(command)
          .then(back, (error: unknown) => {
            world.failed(error);
            back(undefined);
          })
          .finally(stop);
      };
      time.after(dice.next() * LATENCY_MS, serve, front.process);
    });
  }

  async function insist(command: Command, to: number | undefined): Promise<void> {
    for (;;) {
      const result = await ask(command, to);
      const isFinal = result !== undefined && (result.accepted || !isTransient(result.refusal));
      if (isFinal) return note(command, result);
      await time.sleep(dice.next() * PAUSE_MS);
    }
  }

  function note(command: Command, result: Result): void {
    const told = result.accepted ? result.events.length : result.refusal.code;
    world.trace("answer", streamOf(command), command.commandId, told);
    const key = `${streamOf(command)} ${command.commandId}`;
    const known = answered.get(key);
    if (known === undefined) answered.set(key, { command, results: [result] });
    else known.results.push(result);
  }

  return {
    async send(command, to) {
      waiting += 1;
      await insist(command, to);
      if (dice.chance(AGAIN)) await insist(command, undefined);
      waiting -= 1;
    },
    answered,
    waiting: () => waiting,
  };
}

/** Writers write to tickets and customers. */
export function streamOf(command: Command): string {
  if ("customerId" in command) return `customer-${command.customerId}`;
  return "ticketId" in command ? `ticket-${command.ticketId}` : "";
}
