import {
  canonicalInstant,
  EventsMissing,
  position,
  revision,
  validateAppend,
  type AppendOutcome,
  type ExpectedRevision,
  type Instant,
  type NewEvent,
  type Position,
  type StoredEvent,
  type StreamName,
} from "@docket/event-sourcing";
import { NO_STREAM } from "@eventstore/db-client";
import type { SharedClient } from "./client.ts";
import type { ClockOffset } from "./clock-offset.ts";
import type { Namespace } from "./namespace.ts";
import { refusalOf, typeOf } from "./store-error.ts";
import { toStored } from "./stored-form.ts";

/** The deadline that travels with an append is an instant: to a client with a slow clock a short one is always over. */
const DEADLINE_MS = 24 * 60 * 60 * 1_000;
/** Greater than any place in a log: the node's word for one that it does not know yet. */
const NO_PLACE = 2n ** 63n - 1n;

/** A bound on memory: of those before, a repetition may be taken for a first time and give its own instant. */
const MOST_IN_DOUBT = 10_000;

interface Append {
  readonly stream: StreamName;
  readonly expected: ExpectedRevision;
  readonly events: readonly NewEvent[];
}

export interface AppenderOptions {
  readonly shared: SharedClient;
  readonly namespace: Namespace;
  readonly timeoutMs: number;
  /** The last event of the log: whatever lies before it was there before we came. */
  readonly last: () => Promise<StoredEvent | null>;
  readonly readEvent: (stream: StreamName, at: number) => Promise<StoredEvent | undefined>;
  readonly isRemoved: (stream: StreamName, at: number) => Promise<boolean>;
  readonly offset: ClockOffset;
  /** The node's own instant for an event. */
  readonly createdAt: (stream: StreamName, at: number) => Promise<Instant | undefined>;
}

export interface Appender {
  append(
    stream: StreamName,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
    recordedAt: Instant,
  ): Promise<AppendOutcome>;
  /** The store's clock goes on from this event. */
  saw(recordedAt: Instant): void;
  /** The place of the last append that was answered; -1 before any. */
  readonly highest: () => bigint;
  readonly unknown: () => number;
  /** Waits for what is under way. */
  settled(): Promise<void>;
}

/** Appends over the client's one batched call. A repetition is told from a first time by its place, without asking. */
export function createAppender(options: AppenderOptions): Appender {
  const { shared, namespace, timeoutMs } = options;
  const underWay = new Map<string, Promise<AppendOutcome>>();
  const inDoubt = new Set<string>();
  let [clock, highest, unknown] = ["", -1n, 0];
  let begun = false;
  let beginning: Promise<void> | undefined;

  async function begin(): Promise<void> {
    const last = await options.last();
    if (last !== null) {
      saw(last.recordedAt);
      highest = last.position > highest ? last.position : highest;
    }
    begun = true;
  }

  function saw(recordedAt: Instant): void {
    if (recordedAt > clock) clock = recordedAt;
  }

  async function send(append: Append, key: string, now: Instant): Promise<AppendOutcome> {
    try {
      if (!begun) await (beginning ??= begin().finally(() => (beginning = undefined)));
      saw(now);
      const recordedAt = canonicalInstant(clock);
      const { stream, expected, events } = append;
      const measured = options.offset.measure();
      const result = await shared.append(
        (client) =>
          client.appendToStream(
            namespace.toNode(stream),
            events.map((event) => toStored(event, recordedAt)),
            {
              expectedRevision: expected === "no-stream" ? NO_STREAM : BigInt(expected),
              deadline: DEADLINE_MS,
            },
          ),
        timeoutMs,
      );
      const place = result.position?.commit ?? NO_PLACE;
      if (result.nextExpectedRevision !== BigInt(lastOf(append))) {
        throw new EventsMissing(`${stream} had other events, which were removed`);
      }
      if (place >= NO_PLACE || place <= highest || inDoubt.has(key))
        return await recall(append, key);
      highest = place;
      if (measured !== undefined) void date(append, measured());
      return committed(append, position(place), recordedAt, false);
    } catch (error) {
      return failed(error, key);
    } finally {
      underWay.delete(key);
    }
  }

  /** A node leaves the twin of an append that it is writing unanswered. */
  function inTurn(append: Append, key: string, now: Instant): Promise<AppendOutcome> {
    const again = () => inTurn(append, key, now);
    const twin = underWay.get(key);
    if (twin !== undefined) return twin.then(again, again);
    const outcome = send(append, key, now);
    underWay.set(key, outcome);
    return outcome;
  }

  /** Nobody waits for it: an append is answered without. */
  async function date(append: Append, dated: (created: Instant) => void): Promise<void> {
    const created = await options.createdAt(append.stream, lastOf(append)).catch(() => undefined);
    if (created !== undefined) dated(created);
  }

  /** The node took an append that it had already: its first outcome stands in the log. */
  async function recall(append: Append, key: string): Promise<AppendOutcome> {
    const last = lastOf(append);
    const stored = await options.readEvent(append.stream, last);
    if (stored === undefined) {
      if (await options.isRemoved(append.stream, last)) {
        throw new EventsMissing(`${append.stream} has lost revision ${last}`);
      }
      throw new Error(`The node took revision ${last}, and lacks it.`);
    }
    inDoubt.delete(key);
    if (stored.position > highest) highest = stored.position;
    return committed(append, stored.position, stored.recordedAt, true);
  }

  function failed(error: unknown, key: string): AppendOutcome {
    const actual = actualRevision(error);
    if (actual !== undefined) {
      inDoubt.delete(key);
      return { kind: "conflict", actual };
    }
    const refusal = refusalOf(error);
    if (refusal !== undefined) throw refusal;
    unknown += 1;
    doubt(key);
    shared.failed();
    return { kind: "unknown", cause: error };
  }

  function doubt(key: string): void {
    inDoubt.add(key);
    const [oldest] = inDoubt;
    if (inDoubt.size > MOST_IN_DOUBT && oldest !== undefined) inDoubt.delete(oldest);
  }

  return {
    append(stream, expected, events, recordedAt) {
      try {
        validateAppend(events);
      } catch (invalid) {
        return Promise.reject(invalid);
      }
      const key = `${events[0]?.id} ${expected} ${stream}`;
      return inTurn({ stream, expected, events }, key, recordedAt);
    },
    saw,
    highest: () => highest,
    unknown: () => unknown,
    async settled() {
      await Promise.allSettled(underWay.values());
    },
  };
}

const firstOf = ({ expected }: Append): number => (expected === "no-stream" ? 0 : expected + 1);
const lastOf = (append: Append): number => firstOf(append) + append.events.length - 1;

const committed = (append: Append, place: Position, recordedAt: Instant, repeated: boolean) => ({
  kind: "committed" as const,
  repeated,
  first: revision(firstOf(append)),
  last: revision(lastOf(append)),
  position: place,
  recordedAt,
});

/** Where the stream stands, when that is why an append failed. */
function actualRevision(error: unknown) {
  if (typeOf(error) !== "wrong-expected-version") return undefined;
  if (typeof error !== "object" || error === null || !("actualVersion" in error)) return undefined;
  const { actualVersion } = error;
  return typeof actualVersion === "bigint" ? revision(Number(actualVersion)) : null;
}
