import type { Aggregate } from "./aggregate.ts";
import { commandId, revision, type Instant, type Position, type StreamName } from "./brands.ts";
import { keysFor } from "./codec.ts";
import type { CommandLike, CommandResult } from "./command-result.ts";
import {
  committed,
  decideOn,
  draftOn,
  expectationOf,
  type Draft,
  type Ground,
  type Verdict,
} from "./draft.ts";
import { catchUp, emptyStream, type Handled, type LoadedStream } from "./loaded-stream.ts";
import { createLru } from "./lru.ts";
import type { AnyEvent } from "./recorded-event.ts";
import { pause, type Backoff } from "./retry.ts";

export interface CommandHandler<State, Command, Refusal> {
  /** Decides in the order of calls per stream. Rejects only for a defect. */
  handle(
    command: Command,
    options?: { readonly recordRefusal?: boolean },
  ): Promise<CommandResult<Refusal>>;
  /** The state as of the last commit that the store knows. */
  read(stream: StreamName): Promise<LoadedStream<State>>;
}

interface Waiting<Command, Refusal> {
  readonly command: Command;
  readonly recordRefusal: boolean;
  readonly settle: (result: CommandResult<Refusal>) => void;
  readonly fail: (defect: unknown) => void;
}
interface Decided<Command, Refusal> {
  readonly waiting: Waiting<Command, Refusal>;
  readonly verdict: Exclude<Verdict<Refusal>, { kind: "full" }>;
}

/** Commands of one stream that are decided in one go, at most. */
const MOST_TOGETHER = 256;
const MOST_CONFLICTS = 5;
const MOST_UNKNOWN = 8;

/**
 * Command → decide → append. One mailbox per stream: what waits in it is decided one after another and appended
 * together. A conflict reads what is new and decides again; an unknown outcome is settled by the same append.
 */
export function createCommandHandler<
  State,
  Command extends CommandLike,
  Event extends AnyEvent,
  Refusal,
  Context,
>(
  aggregate: Aggregate<State, Command, Event, Refusal, Context>,
  ground: Ground<Event, Refusal>,
  settings: {
    readonly backoff: Backoff;
    /** How many streams stay in memory. */ readonly hot: number;
  },
): CommandHandler<State, Command, Refusal> {
  const mailboxes = new Map<StreamName, Waiting<Command, Refusal>[]>();
  const hot = createLru<StreamName, LoadedStream<State>>(settings.hot);
  const load = (stream: StreamName) =>
    catchUp(stream, emptyStream(aggregate.decider.initial), aggregate.decider, ground);

  async function serve(stream: StreamName, mailbox: Waiting<Command, Refusal>[]): Promise<void> {
    while (mailbox.length > 0) {
      const batch = mailbox.splice(0, MOST_TOGETHER);
      try {
        mailbox.unshift(...(await work(stream, batch)));
      } catch (defect) {
        hot.delete(stream);
        for (const waiting of batch) waiting.fail(defect);
      }
    }
    mailboxes.delete(stream);
  }

  /** Returns the commands for which the append had no room. */
  async function work(
    stream: StreamName,
    batch: readonly Waiting<Command, Refusal>[],
  ): Promise<readonly Waiting<Command, Refusal>[]> {
    let known = hot.get(stream) ?? (await load(stream));
    for (let conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts += 1) {
      const draft = draftOn(known);
      const decided = await decideAll(draft, batch);
      const outcome = await append(stream, draft);
      if (outcome === "unavailable") break;
      if (outcome !== "conflict") {
        hot.set(stream, committed(draft));
        for (const one of decided) {
          const waiting = answer(stream, draft, one, outcome);
          if (waiting !== undefined) await waiting;
        }
        return batch.slice(decided.length);
      }
      await pause(settings.backoff, conflicts + 1);
      known = await catchUp(stream, known, aggregate.decider, ground);
    }
    hot.delete(stream);
    for (const waiting of batch) refuse(waiting, ground.refusals.storeUnavailable());
    return [];
  }

  async function decideAll(
    draft: Draft<State>,
    batch: readonly Waiting<Command, Refusal>[],
  ): Promise<readonly Decided<Command, Refusal>[]> {
    const decided: Decided<Command, Refusal>[] = [];
    for (const waiting of batch) {
      const { command, recordRefusal } = waiting;
      const verdict = await decideOn(draft, command, recordRefusal, aggregate, ground);
      if (verdict.kind === "full") break;
      decided.push({ waiting, verdict });
    }
    return decided;
  }

  async function append(
    stream: StreamName,
    draft: Draft<State>,
  ): Promise<"conflict" | "unavailable" | Committed | undefined> {
    if (draft.events.length === 0) return undefined;
    const expected = expectationOf(draft);
    for (let attempt = 1; attempt <= MOST_UNKNOWN; attempt += 1) {
      const outcome = await ground.store.append(stream, expected, draft.events, ground.clock());
      if (outcome.kind === "committed") return outcome;
      if (outcome.kind === "conflict") return "conflict";
      await pause(settings.backoff, attempt);
    }
    return "unavailable";
  }

  /** Only a repeated command's answer has to be waited for: it is read from the store. */
  function answer(
    stream: StreamName,
    draft: Draft<State>,
    { waiting, verdict }: Decided<Command, Refusal>,
    commit: Committed | undefined,
  ): Promise<void> | undefined {
    if (verdict.kind === "refused") return refuse(waiting, verdict.refusal);
    if (verdict.kind === "repeated" || commit === undefined) {
      return recall(stream, verdict.place, waiting.command.commandId).then(waiting.settle);
    }
    const { first, count } = verdict.place;
    const offset = first - draft.base.length;
    waiting.settle({
      accepted: true,
      commandId: commandId(waiting.command.commandId),
      stream,
      events: draft.events
        .slice(offset, offset + count)
        .map(({ id, type }, index) => ({ id, type, revision: revision(first + index) })),
      revision: revision(first + count - 1),
      position: commit.position,
      recordedAt: commit.recordedAt,
      repeated: false,
    });
    return undefined;
  }

  /** The first answer again, read from the store. */
  async function recall(
    stream: StreamName,
    { first, count }: Handled,
    id: string,
  ): Promise<CommandResult<Refusal>> {
    const stored = await ground.store.readStream(stream, { from: revision(first), limit: count });
    const last = stored.at(-1);
    if (last === undefined) throw new Error(`events of command ${id} are missing from ${stream}`);
    if (aggregate.recording !== undefined) {
      const event = ground.codec.decode(last, await keysFor([last], ground.codec, ground.keys));
      const refusal = aggregate.recording.fromEvent(event);
      if (refusal !== undefined) {
        return { accepted: false, commandId: commandId(id), refusal, repeated: true };
      }
    }
    return {
      accepted: true,
      commandId: commandId(id),
      stream,
      events: stored.map(({ id: eventId, type, revision: at }) => ({
        id: eventId,
        type,
        revision: at,
      })),
      revision: last.revision,
      position: last.position,
      recordedAt: last.recordedAt,
      repeated: true,
    };
  }

  return {
    handle(command, { recordRefusal = false } = {}) {
      const stream = aggregate.stream(command);
      return new Promise((settle, fail) => {
        const waiting = { command, recordRefusal, settle, fail };
        const mailbox = mailboxes.get(stream);
        if (mailbox !== undefined) return void mailbox.push(waiting);
        const opened = [waiting];
        mailboxes.set(stream, opened);
        void serve(stream, opened);
      });
    },
    read: load,
  };
}

interface Committed {
  readonly position: Position;
  readonly recordedAt: Instant;
}

function refuse<Command extends CommandLike, Refusal>(
  waiting: Waiting<Command, Refusal>,
  refusal: Refusal,
): undefined {
  const id = commandId(waiting.command.commandId);
  waiting.settle({ accepted: false, commandId: id, refusal, repeated: false });
}
