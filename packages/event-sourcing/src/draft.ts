import { canonicalInstant, commandId, revision } from "./brands.ts";
import type { CommandId, Subject } from "./brands.ts";
import type { Aggregate, Dated, Found } from "./aggregate.ts";
import type { Clock } from "./clock.ts";
import type { Codec } from "./codec.ts";
import type { CommandLike, HandlingRefusals } from "./command-result.ts";
import { eventIdOf } from "./derived-ids.ts";
import { envelopeOf } from "./envelope.ts";
import {
  bytesOf,
  MAX_APPEND_BYTES,
  MAX_EVENT_BYTES,
  type EventStore,
  type NewEvent,
} from "./event-store.ts";
import type { KeyStore, SubjectKey } from "./key-store.ts";
import { lastRevision, occurrenceOf, type Handled, type LoadedStream } from "./loaded-stream.ts";
import { keyedDigest } from "./personal-data.ts";
import type { AnyEvent } from "./recorded-event.ts";

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
  /** The commands of this draft, in order. Mostly one, so a map of them would cost more than it finds. */
  readonly handled: { readonly id: CommandId; readonly place: Handled }[];
}

export const draftOn = <State>(base: LoadedStream<State>): Draft<State> => ({
  base,
  state: base.state,
  length: base.length,
  bytes: 0,
  events: [],
  handled: [],
});

export type Verdict<Refusal> =
  | { readonly kind: "accepted"; readonly place: Handled }
  | { readonly kind: "repeated"; readonly place: Handled }
  | { readonly kind: "refused"; readonly refusal: Refusal }
  /** The append would grow over its limit: the command waits for the next one. */
  | { readonly kind: "full" };

/** A command on its way through deciding. */
interface Asked<Command> {
  readonly command: Dated<Command>;
  /** What was sent, as text: by it a repetition is told from a reused id. */
  readonly content: string;
  readonly subject: Subject;
  readonly recordRefusal: boolean;
}

/** Decides one command and adds what it did to the draft. Mostly all it needs is at hand, and nobody waits. */
export function decideOn<
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
): Verdict<Refusal> | Promise<Verdict<Refusal>> {
  const id = commandId(command.commandId);
  const content = JSON.stringify(aggregate.content?.(command) ?? command);
  const before = handledBefore(draft, id);
  // Older programs knew no other order of a map's fields than the sender's.
  if (before !== undefined) return repetition(before, [content, JSON.stringify(command)], ground);

  const { expectedRevision, occurredAt } = command;
  if (expectedRevision !== undefined && expectedRevision !== draft.length - 1) {
    return refused(ground.refusals.staleRevision(lastRevision(draft)));
  }
  const now = ground.clock();
  // Where the sender named an instant, the schema has made it canonical.
  const at = occurredAt === undefined ? now : canonicalInstant(occurredAt);
  const dated = { ...command, occurredAt: at };
  const subject = aggregate.subject(draft.state, dated);
  const asked = { command: dated, content, subject, recordRefusal };
  const context = aggregate.context(dated, draft.state, now);
  if (context instanceof Promise) {
    return context.then((found) => conclude(draft, asked, found, aggregate, ground));
  }
  return conclude(draft, asked, context, aggregate, ground);
}

function handledBefore({ handled, base }: Draft<unknown>, id: CommandId): Handled | undefined {
  for (const one of handled) if (one.id === id) return one.place;
  return base.handled.get(id);
}

const refused = <Refusal>(refusal: Refusal) => ({ kind: "refused" as const, refusal });

async function repetition<Refusal>(
  before: Handled,
  contents: readonly string[],
  { keys, refusals }: Pick<Ground<AnyEvent, Refusal>, "keys" | "refusals">,
): Promise<Verdict<Refusal>> {
  const key = (await keys.read([before.subject])).get(before.subject);
  // After an erasure nobody can tell one content from another: the first answer stands.
  const same =
    key === undefined ||
    contents.some((content) => keyedDigest(before.occurredAt, content, key) === before.digest);
  return same ? { kind: "repeated", place: before } : refused(refusals.commandIdReused());
}

function conclude<State, Command extends CommandLike, Event extends AnyEvent, Refusal, Context>(
  draft: Draft<State>,
  asked: Asked<Command>,
  context: Found<Context, Refusal>,
  aggregate: Aggregate<State, Command, Event, Refusal, Context>,
  ground: Ground<Event, Refusal>,
): Verdict<Refusal> | Promise<Verdict<Refusal>> {
  const decision = context.found
    ? aggregate.decider.decide(draft.state, asked.command, context.value)
    : { accepted: false as const, refusal: context.refusal };
  if (decision.accepted) return protect(draft, asked, decision.events, aggregate, ground);
  const { refusal } = decision;
  const { recording } = aggregate;
  if (!asked.recordRefusal || recording === undefined) return refused(refusal);
  const recorded = [recording.toEvent(asked.command, refusal)];
  const told = (verdict: Verdict<Refusal>) =>
    verdict.kind === "accepted" ? refused(refusal) : verdict;
  const verdict = protect(draft, asked, recorded, aggregate, ground);
  return verdict instanceof Promise ? verdict.then(told) : told(verdict);
}

/** A key is made only for what is recorded: what was refused leaves none. */
function protect<State, Command extends CommandLike, Event extends AnyEvent, Refusal, Context>(
  draft: Draft<State>,
  asked: Asked<Command>,
  events: readonly Event[],
  aggregate: Aggregate<State, Command, Event, Refusal, Context>,
  ground: Ground<Event, Refusal>,
): Verdict<Refusal> | Promise<Verdict<Refusal>> {
  const by = (key: SubjectKey | "erased") =>
    key === "erased"
      ? refused(ground.refusals.subjectErased(asked.subject))
      : add(draft, asked, events, key, aggregate, ground);
  const key = ground.keys.obtain(asked.subject);
  return key instanceof Promise ? key.then(by) : by(key);
}

function add<State, Command extends CommandLike, Event extends AnyEvent, Refusal, Context>(
  draft: Draft<State>,
  { command, content, subject }: Asked<Command>,
  events: readonly Event[],
  key: SubjectKey,
  { decider, stream }: Aggregate<State, Command, Event, Refusal, Context>,
  { codec, refusals }: Ground<Event, Refusal>,
): Verdict<Refusal> {
  const { occurredAt } = command;
  const digest = keyedDigest(occurredAt, content, key);
  const envelope = envelopeOf(command, digest, subject);
  const name = stream(command);
  const encoded = events.map((event, index) =>
    codec.encode(event, envelope, { stream: name, id: eventIdOf(digest, index) }, key),
  );
  let bytes = 0;
  for (const event of encoded) {
    const size = bytesOf(event);
    if (size > MAX_EVENT_BYTES) return refused(refusals.tooLarge(size, MAX_EVENT_BYTES));
    bytes += size;
  }
  if (bytes > MAX_APPEND_BYTES) return refused(refusals.tooLarge(bytes, MAX_APPEND_BYTES));
  if (draft.bytes + bytes > MAX_APPEND_BYTES) return { kind: "full" };

  const place = { first: draft.length, count: encoded.length, occurredAt, digest, subject };
  draft.bytes += bytes;
  draft.events.push(...encoded);
  draft.handled.push({ id: envelope.commandId, place });
  for (const event of events) {
    const occurrence = occurrenceOf(revision(draft.length), envelope);
    draft.state = decider.evolve(draft.state, event, occurrence);
    draft.length += 1;
  }
  return { kind: "accepted", place };
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
  for (const { id, place } of handled) base.handled.set(id, place);
  return { state, length, handled: base.handled };
}
