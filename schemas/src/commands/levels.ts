import { z } from "zod";
import { targetName } from "../vocabulary.ts";

/** One clock of a ticket: a target, and which message, update or interaction it is about. */
export const clockName = {
  target: targetName,
  instance: z.int().min(1),
};

/**
 * Docket's own (D10, D12), when a clock of a ticket passes a share of its target in percent, or the whole. `occurredAt` is the instant
 * at which it did: one that the ticket's clock does not say is refused.
 */
export const levelsCommands = {
  warnOfClock: z.strictObject({ ...clockName, threshold: z.int().min(1).max(99) }),
  recordBreach: z.strictObject(clockName),
};
export type LevelsCommandType = keyof typeof levelsCommands;
