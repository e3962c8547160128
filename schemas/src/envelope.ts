import { z } from "zod";
import { instant, identifier } from "./primitives.ts";
import { role } from "./vocabulary.ts";

/** Who acts, in which role, and for whom where that is someone else (D7). */
export const actor = z.strictObject({
  id: identifier,
  role,
  onBehalfOf: identifier.optional(),
});
export type Actor = z.infer<typeof actor>;

/** What every command carries beside its type, target and data. */
export const commandEnvelope = {
  /** The idempotency key, scoped to the stream: the same id again gives the first result for ever. */
  commandId: identifier,
  actor,
  /** When it happened in the business. Default: the moment the command is taken. */
  occurredAt: instant.optional(),
  /** The revision of the stream on which the sender's view rests; another one refuses the command. */
  expectedRevision: z.int().min(0).optional(),
  /** The event or command that led to this one. */
  causationId: identifier.optional(),
  /** What all that came of one occasion has in common. Default: the command's id. */
  correlationId: identifier.optional(),
};

/** What every event carries beside its data. `recordedAt` stands beside it in the store and is part of no hash. */
export const eventMetadata = z.strictObject({
  /** Of the event type's schema. */
  version: z.int().min(1),
  commandId: identifier,
  /** Of the command's content, keyed by the subject's key: tells a repetition from a reused id. */
  digest: z.string(),
  /** Whose key protects the personal fields. */
  subject: z.string(),
  actor,
  occurredAt: instant,
  causationId: identifier.optional(),
  correlationId: identifier,
});
