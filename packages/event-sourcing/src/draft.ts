import { canonicalInstant, commandId, revision } from "./brands.ts";
import type { CommandId, Instant, Subject } from "./brands.ts";
import type { Aggregate, Dated } from "./aggregate.ts";
import type { Clock } from "./clock.ts";
import type { Codec } from "./codec.ts";
import type { CommandLike, HandlingRefusals } from "./command-result.ts";
import {
  MAX_APPEND_BYTES,
  MAX_EVENT_BYTES,
  type EventStore,
  type NewEvent,
} from "./event-store.ts";
import type { KeyStore } from "./key-store.ts";
import { lastRevision, occurrenceOf, type Handled, type LoadedStream } from "./loaded-stream.ts";
import { keyedDigest } from "./personal-data.ts";
import type { AnyEvent, Metadata } from "./recorded-event.ts";

/** What handling commands stands on. */
export interface Ground<Event extends AnyEvent, Refusal> {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly codec: Codec<Event>;
  readonly clock: Clock;
  readonly refusals: HandlingRefusals<Refusal>;
}

/** Commands decided one on the other, to be appended together. Nothing of it is anybody's state before its commit. */
export interface Draft<State> {
  readonly base: LoadedStream<State>;
  state: State;
  length: number;
  bytes: number;
  readonly events: NewEvent[];
  readonly handled: Map<CommandId, Handled>;
}

export const draftOn = <State>(base: LoadedStream<State>): Draft<State> => ({
  base,
  state: base.state,
  length: base.length,
  bytes: 0,
  events: [],
  handled: new Map(),
});

export type Verdict<Refusal> =
  | { readonly kind: "accepted"; readonly place: Handled }
  | { readonly kind: "repeated"; readonly place: Handled }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** The append would grow over its limit: the command waits for the next one. */
  | { readonly kind: "full" };

/** Decides one command and adds what it did to the draft. */
export async function decideOn<
  State,
  Command extends CommandLike,
  Event extends AnyEvent,
  Refusal,
  Context,
>(
  draft: Draft<State>,
  command: Command,
  recordRefusal: boolean,
  aggregate: Aggregate<State, Command, Event, Refusal, Context>,
  ground: Ground<Event, Refusal>,
): Promise<Verdict<Refusal>> {
  const id = commandId(command.commandId);
  const content = JSON.stringify(command);
  const before = draft.handled.get(id) ?? draft.base.handled.get(id);
  if (before !== undefined) return repetition(before, content, ground);

  const { expectedRevision } = command;
  if (expectedRevision !== undefined && expectedRevision !== draft.length - 1) {
    return refused(ground.refusals.staleRevision(lastRevision(draft)));
  }
  const now = ground.clock();
  // Where the sender named an instant, the schema has made it canonical.
  const { occurredAt } = command;
  const dated = {
    ...command,
    occurredAt: occurredAt === undefined ? now : canonicalInstant(occurredAt),
  };
  const subject = aggregate.subject(draft.state, dated);
  const key = await ground.keys.obtain(subject);
  if (key === "erased") return refused(ground.refusals.subjectErased(subject));

  const decision = await decide(draft.state, dated, now, recordRefusal, aggregate);
  if (!decision.accepted && decision.events.length === 0) return refused(decision.refusal);

  const stream = aggregate.stream(command);
  const envelope = envelopeOf(dated, keyedDigest(content, key), subject);
  const encoded = decision.events.map((event, index) =>
    ground.codec.encode(event, envelope, { stream, index }, key),
  );
  let bytes = 0;
  for (const event of encoded) {
    const size = Buffer.byteLength(event.data) + Buffer.byteLength(event.metadata);
    if (size > MAX_EVENT_BYTES) return refused(ground.refusals.tooLarge(size, MAX_EVENT_BYTES));
    bytes += size;
  }
  if (bytes > MAX_APPEND_BYTES) return refused(ground.refusals.tooLarge(bytes, MAX_APPEND_BYTES));
  if (draft.bytes + bytes > MAX_APPEND_BYTES) return { kind: "full" };

  const place = { first: draft.length, count: encoded.length, digest: envelope.digest, subject };
  draft.bytes += bytes;
  draft.events.push(...encoded);
  draft.handled.set(id, place);
  for (const event of decision.events) {
    const occurrence = occurrenceOf(revision(draft.length), envelope);
    draft.state = aggregate.decider.evolve(draft.state, event, occurrence);
    draft.length += 1;
  }
  return decision.accepted ? { kind: "accepted", place } : refused(decision.refusal);
}

const refused = <Refusal>(refusal: Refusal) => ({ kind: "refused" as const, refusal });

async function repetition<Refusal>(
  before: Handled,
  content: string,
  { keys, refusals }: Pick<Ground<AnyEvent, Refusal>, "keys" | "refusals">,
): Promise<Verdict<Refusal>> {
  const key = (await keys.read([before.subject])).get(before.subject);
  // After an erasure nobody can tell one content from another: the first answer stands.
  const same = key === undefined || keyedDigest(content, key) === before.digest;
  return same ? { kind: "repeated", place: before } : refused(refusals.commandIdReused());
}

/** A refusal with an event is one that is recorded. */
type Decided<Event, Refusal> =
  | { readonly accepted: true; readonly events: readonly Event[] }
  | { readonly accepted: false; readonly events: readonly Event[]; readonly refusal: Refusal };

async function decide<State, Command extends CommandLike, Event extends AnyEvent, Refusal, Context>(
  state: State,
  command: Dated<Command>,
  now: Instant,
  recordRefusal: boolean,
  { decider, context, recording }: Aggregate<State, Command, Event, Refusal, Context>,
): Promise<Decided<Event, Refusal>> {
  const looked = context(command, state, now);
  const known = looked instanceof Promise ? await looked : looked;
  const decision = known.found
    ? decider.decide(state, command, known.value)
    : { accepted: false as const, refusal: known.refusal };
  if (decision.accepted) return decision;
  const { refusal } = decision;
  const recorded = recordRefusal && recording !== undefined;
  return {
    accepted: false,
    events: recorded ? [recording.toEvent(command, refusal)] : [],
    refusal,
  };
}

function envelopeOf(
  command: Dated<CommandLike>,
  digest: string,
  subject: Subject,
): Omit<Metadata, "version"> {
  const { actor, causationId } = command;
  return {
    commandId: commandId(command.commandId),
    digest,
    subject,
    actor: {
      id: actor.id,
      role: actor.role,
      ...(actor.onBehalfOf === undefined ? {} : { onBehalfOf: actor.onBehalfOf }),
    },
    occurredAt: command.occurredAt,
    ...(causationId === undefined ? {} : { causationId }),
    correlationId: command.correlationId ?? command.commandId,
  };
}

/** Where the events of a draft go: what a store is asked to append. */
export const expectationOf = <State>({ base }: Draft<State>) => lastRevision(base) ?? "no-stream";

/** After the commit: the draft is the stream. */
export function committed<State>({
  base,
  state,
  length,
  handled,
}: Draft<State>): LoadedStream<State> {
  for (const [id, place] of handled) base.handled.set(id, place);
  return { state, length, handled: base.handled };
}
