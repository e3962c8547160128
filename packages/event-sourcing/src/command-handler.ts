import type { Aggregate } from "./aggregate.ts";
import { commandId, revision, type StreamName } from "./brands.ts";
import { isUnreadable, keysFor } from "./codec.ts";
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
import type { AppendOutcome } from "./event-store.ts";
import { catchUp, emptyStream, type Handled, type LoadedStream } from "./loaded-stream.ts";
import { createLru } from "./lru.ts";
import { isMissing } from "./missing-events.ts";
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
type Taken<Refusal> = Exclude<Verdict<Refusal>, { kind: "full" }>;
type Committed = Extract<AppendOutcome, { kind: "committed" }>;

/** What a stream's state is taken from while commands are decided: that there is none, what was there last, or a look just now. */
type Basis = "guess" | "memory" | "store";

/** Commands of one stream that are decided in one go, at most. */
const MOST_TOGETHER = 256;
const MOST_CONFLICTS = 5;
/** Repetitions of an append of unknown outcome. */
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
      // What waits behind a command that may not be there is not decided as if nobody had sent it.
      const all = () => [...batch, ...mailbox.splice(0)];
      try {
        const left = await work(stream, batch);
        if ("away" in left) {
          const why = ground.refusals.storeUnavailable(left.away);
          for (const waiting of all()) refuse(waiting, why);
        } else if (left.length > 0) mailbox.unshift(...left);
      } catch (defect) {
        hot.delete(stream);
        for (const waiting of all()) giveUp(waiting, defect);
      }
    }
    mailboxes.delete(stream);
  }

  /** A stream with an event that this program cannot read takes no command; the others go on. */
  function giveUp(waiting: Waiting<Command, Refusal>, defect: unknown): void {
    if (isUnreadable(defect) || isMissing(defect))
      refuse(waiting, ground.refusals.unreadable(defect));
    else waiting.fail(defect);
  }

  /** Returns the commands for which the append had no room, or that the store stays away, and what it said last. */
  async function work(
    stream: StreamName,
    batch: readonly Waiting<Command, Refusal>[],
  ): Promise<readonly Waiting<Command, Refusal>[] | { readonly away: unknown }> {
    const remembered = hot.get(stream);
    let basis: Basis = remembered === undefined ? basisFor(batch) : "memory";
    let known =
      remembered ??
      (basis === "guess" ? emptyStream(aggregate.decider.initial) : await load(stream));
    let away: unknown;
    for (let conflicts = 0; conflicts <= MOST_CONFLICTS; conflicts += 1) {
      const draft = draftOn(known);
      const deciding = decideInTurn(draft, batch, []);
      const verdicts = deciding instanceof Promise ? await deciding : deciding;
      if (draft.events.length === 0 && basis !== "store" && verdicts.some(isRefused)) {
        // No append would show it: another process may have written what makes the refusal wrong.
        const current = await catchUp(stream, known, aggregate.decider, ground);
        basis = "store";
        if (current.length > known.length) {
          known = current;
          continue;
        }
      }
      let outcome = draft.events.length === 0 ? undefined : await append(stream, draft);
      const isWrong = basis === "guess" && outcome?.kind === "committed" && outcome.repeated;
      if (outcome?.kind === "unknown") outcome = await insist(stream, draft);
      if (outcome?.kind === "unknown") {
        away = outcome.cause;
        break;
      }
      if (outcome?.kind !== "conflict" && !isWrong) {
        hot.set(stream, committed(draft));
        const answering = answerAll(stream, draft, batch, verdicts, outcome);
        if (answering !== undefined) await answering;
        return verdicts.length === batch.length ? NOBODY : batch.slice(verdicts.length);
      }
      if (basis !== "guess") await pause(settings.backoff, conflicts + 1);
      known = await catchUp(stream, known, aggregate.decider, ground);
      basis = "store";
    }
    hot.delete(stream);
    return { away };
  }

  /** Most streams that nobody remembers begin here. A look would cost as much as the append, which finds what is there. */
  function basisFor([first]: readonly Waiting<Command, Refusal>[]): Basis {
    return first !== undefined && aggregate.begins?.(first.command) === true ? "guess" : "store";
  }

  /** The verdicts on the batch's commands, one decided on the other, up to the first that finds no room. */
  function decideInTurn(
    draft: Draft<State>,
    batch: readonly Waiting<Command, Refusal>[],
    verdicts: Taken<Refusal>[],
  ): Taken<Refusal>[] | Promise<Taken<Refusal>[]> {
    while (verdicts.length < batch.length) {
      const waiting = batch[verdicts.length];
      if (waiting === undefined) break;
      const { command, recordRefusal } = waiting;
      const verdict = decideOn(draft, command, recordRefusal, aggregate, ground);
      if (verdict instanceof Promise) {
        return verdict.then((late) => {
          if (late.kind === "full") return verdicts;
          verdicts.push(late);
          return decideInTurn(draft, batch, verdicts);
        });
      }
      if (verdict.kind === "full") break;
      verdicts.push(verdict);
    }
    return verdicts;
  }

  const append = (stream: StreamName, draft: Draft<State>): Promise<AppendOutcome> =>
    ground.store.append(stream, expectationOf(draft), draft.events, ground.clock());

  /** The same append again, until its outcome is known. */
  async function insist(stream: StreamName, draft: Draft<State>): Promise<AppendOutcome> {
    for (let attempt = 1; ; attempt += 1) {
      await pause(settings.backoff, attempt);
      const outcome = await append(stream, draft);
      if (outcome.kind !== "unknown" || attempt === MOST_UNKNOWN) return outcome;
    }
  }

  /** Only a repeated command's answer has to be waited for: it is read from the store. */
  function answerAll(
    stream: StreamName,
    draft: Draft<State>,
    batch: readonly Waiting<Command, Refusal>[],
    verdicts: readonly Taken<Refusal>[],
    commit: Committed | undefined,
  ): Promise<unknown> | undefined {
    let recalling: Promise<void>[] | undefined;
    for (let index = 0; index < verdicts.length; index += 1) {
      const [waiting, verdict] = [batch[index], verdicts[index]];
      if (waiting === undefined || verdict === undefined) break;
      if (verdict.kind === "refused") {
        refuse(waiting, verdict.refusal);
      } else if (verdict.kind === "repeated" || commit === undefined) {
        const recalled = recall(stream, verdict.place, waiting.command.commandId);
        (recalling ??= []).push(recalled.then(waiting.settle));
      } else {
        waiting.settle(acceptance(stream, draft, waiting.command.commandId, verdict.place, commit));
      }
    }
    return recalling === undefined ? undefined : Promise.all(recalling);
  }

  function acceptance(
    stream: StreamName,
    { base, events: appended }: Draft<State>,
    id: string,
    { first, count }: Handled,
    { position, recordedAt }: Committed,
  ): CommandResult<Refusal> {
    const events = [];
    for (let at = first; at < first + count; at += 1) {
      const event = appended[at - base.length];
      if (event !== undefined)
        events.push({ id: event.id, type: event.type, revision: revision(at) });
    }
    return {
      accepted: true,
      commandId: commandId(id),
      stream,
      events,
      revision: revision(first + count - 1),
      position,
      recordedAt,
      repeated: false,
    };
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

const NOBODY: readonly never[] = [];

const isRefused = ({ kind }: { readonly kind: string }): boolean => kind === "refused";

function refuse<Command extends CommandLike, Refusal>(
  waiting: Waiting<Command, Refusal>,
  refusal: Refusal,
): undefined {
  const id = commandId(waiting.command.commandId);
  waiting.settle({ accepted: false, commandId: id, refusal, repeated: false });
}
