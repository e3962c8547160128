import type { EventId, Instant, Position, Revision, StreamName } from "./brands.ts";

/** An event as a caller hands it over. `data` and `metadata` are JSON texts, kept and hashed as exactly these bytes. */
export interface NewEvent {
  readonly id: EventId;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

/** An event as the store keeps it. `recordedAt` never goes back within a store and is no part of any hash. */
export interface StoredEvent extends NewEvent {
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly position: Position;
  readonly recordedAt: Instant;
}

/** What the caller believes of a stream: always explicit, never "any". */
export type ExpectedRevision = Revision | "no-stream";

/**
 * What became of an append.
 * - `committed`: durable, all of it, now or by an earlier try with the same ids and the same expectation.
 * - `conflict`: nothing written; `actual` is the stream's last revision, `null` for no stream.
 * - `unknown`: perhaps written, perhaps not. Only the same append again settles it.
 */
export type AppendOutcome =
  | {
      readonly kind: "committed";
      readonly first: Revision;
      readonly last: Revision;
      /** Of the last event appended: a query waits for this place to be projected. */
      readonly position: Position;
      readonly recordedAt: Instant;
      /** It was there by an earlier try. Of a try that went on elsewhere meanwhile a store may not know. */
      readonly repeated: boolean;
    }
  | { readonly kind: "conflict"; readonly actual: Revision | null }
  | { readonly kind: "unknown"; readonly cause: unknown };

/** The most bytes one append may carry, all its events together (`data` and `metadata`, as UTF-8). */
export const MAX_APPEND_BYTES = 900 * 1024;
/** The most bytes one event may carry (`data` and `metadata`, as UTF-8). */
export const MAX_EVENT_BYTES = 256 * 1024;

/** What counts of an event towards these limits. */
export const bytesOf = ({ data, metadata }: NewEvent): number =>
  Buffer.byteLength(data) + Buffer.byteLength(metadata);

/** Thrown before anything is written, for an append that no store would take: a defect of the caller. */
export class InvalidAppend extends Error {
  readonly code = "INVALID_APPEND";
}

export interface ReadStreamOptions {
  readonly direction?: "forwards" | "backwards";
  /** First revision to return (inclusive). Default: the stream's first forwards, its last backwards. */
  readonly from?: Revision;
  readonly limit: number;
}

export interface ReadAllOptions {
  /** Exclusive; `null` begins at the log's first event. */
  readonly after: Position | null;
  readonly limit: number;
}

/**
 * The only truth: streams of events in one log.
 *
 * The same event ids with the same expectation are taken once, for ever: the first outcome is given again. Ids are
 * compared place by place; one that differs, or one more than stands there, makes it a conflict.
 * The same id at a newer revision is a new event. An append is written whole or not at all.
 */
export interface EventStore {
  /**
   * @param recordedAt what the caller's clock says; the store keeps the later of it and its last one
   * @throws InvalidAppend for no events, an id that is no UUID, an empty type, text that is not JSON or not
   *   well-formed Unicode, or too many bytes
   */
  append(
    stream: StreamName,
    expected: ExpectedRevision,
    events: readonly NewEvent[],
    recordedAt: Instant,
  ): Promise<AppendOutcome>;
  /** A page of a stream; empty when there is no more, or no such stream. */
  readStream(stream: StreamName, options: ReadStreamOptions): Promise<readonly StoredEvent[]>;
  /**
   * Whether an event that the stream had at this revision was removed: by whoever operates the store, since Docket removes none.
   * Never true of one that is there, was never there, or has not come yet to where it is read.
   */
  isRemoved(stream: StreamName, at: Revision): Promise<boolean>;
  /** A page of the whole log in its order; empty when there is no more. Never passes over an event that commits later. */
  readAll(options: ReadAllOptions): Promise<readonly StoredEvent[]>;
  /** The position of the last event, `null` for an empty store. */
  head(): Promise<Position | null>;
  /** Settles when there may be events after `after`, or when `signal` aborts. May wake for nothing, never sleeps past an event. */
  changed(after: Position | null, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
