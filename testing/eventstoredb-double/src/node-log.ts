import type { ProposedEvent, StoredRecord } from "./events.ts";
import { systemEvents } from "./system-events.ts";

export type Expected = number | "any" | "no-stream" | "stream-exists";

export type WriteOutcome =
  | { readonly kind: "success"; readonly revision: number; readonly position: number }
  | { readonly kind: "wrong-expected-version"; readonly current: number | null }
  | { readonly kind: "stream-deleted" };

interface Stream {
  readonly records: StoredRecord[];
  tombstoned: boolean;
  truncateBefore: number;
  maxCount: number;
}

export type Save = (stream: string, created: number, events: readonly ProposedEvent[]) => void;

/** Where the first record lies: a real log begins with records that are no events. */
const FIRST_POSITION = 1_371;
/** The bytes of a record beside its texts. */
const RECORD_BYTES = 103;
/** `$tb` of a stream that is deleted softly. */
const DELETED = "9223372036854775807";

/** The node's log in memory, with the node's rules for what may be written. `save` is called before anybody is told. */
export class NodeLog {
  readonly all: StoredRecord[] = [];
  readonly listeners = new Set<(written: readonly StoredRecord[]) => void>();
  readonly #streams = new Map<string, Stream>();
  /** The ids written since the node started, and where: all that `any` and `stream-exists` have against repetition. */
  #recent = new Map<string, StoredRecord>();
  #end = FIRST_POSITION;
  readonly #now: () => number;
  readonly #save: Save;

  constructor(now: () => number, saved: Iterable<Parameters<Save>>, save: Save) {
    this.#now = now;
    this.#save = () => {};
    for (const [stream, created, events] of saved) this.#write(stream, events, created);
    this.#save = save;
    if (this.all.length === 0) {
      for (const { stream, event } of systemEvents()) this.#write(stream, [event], this.#now());
    }
    this.forget();
  }

  /** What a restart does to the memory of a node. */
  forget(): void {
    this.#recent = new Map();
  }

  append(name: string, expected: Expected, events: readonly ProposedEvent[]): WriteOutcome {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned === true) return { kind: "stream-deleted" };
    const last = (stream?.records.length ?? 0) - 1;
    const current = last < 0 ? null : last;
    const wrong: WriteOutcome = { kind: "wrong-expected-version", current };
    if (events.length === 0) {
      const position = this.all.at(-1)?.position ?? 0;
      return matches(expected, last) ? { kind: "success", revision: last, position } : wrong;
    }
    if (expected === "any" || expected === "stream-exists") {
      if (expected === "stream-exists" && last < 0) return wrong;
      const before = this.#recentRepeat(name, events);
      return before === "other" ? wrong : (before ?? this.#write(name, events, this.#now()));
    }
    const wanted = expected === "no-stream" ? -1 : expected;
    if (wanted > last) return wrong;
    if (wanted === last) return this.#write(name, events, this.#now());
    const there = stream?.records.slice(wanted + 1, wanted + 1 + events.length) ?? [];
    if (events.every(({ id }, index) => there[index]?.id === id)) return success(there.at(-1));
    const first = there[0]?.id !== events[0]?.id;
    if (first && expected === "no-stream" && stream !== undefined && isDeleted(stream)) {
      return this.#write(name, events, this.#now());
    }
    return wrong;
  }

  /** Hides what is there; the stream goes on numbering. */
  delete(name: string, expected: Expected): WriteOutcome {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned === true) return { kind: "stream-deleted" };
    const last = (stream?.records.length ?? 0) - 1;
    // A stream of which there is metadata alone can be deleted; one that nobody mentioned cannot.
    if (stream === undefined || !matches(expected, last)) {
      return { kind: "wrong-expected-version", current: last < 0 ? null : last };
    }
    return this.#setMetadata(name, `{"$tb":${DELETED}}`);
  }

  /** Ends a stream for ever. */
  tombstone(name: string, expected: Expected): WriteOutcome {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned === true) return { kind: "stream-deleted" };
    const last = (stream?.records.length ?? 0) - 1;
    if (!matches(expected, last)) {
      return { kind: "wrong-expected-version", current: last < 0 ? null : last };
    }
    return this.#write(name, [internal("$streamDeleted", "")], this.#now());
  }

  /** What can be read of a stream, and from which revision on. */
  readable(
    name: string,
  ): "stream-deleted" | "not-found" | { records: StoredRecord[]; first: number } {
    const stream = this.#streams.get(name);
    if (stream?.tombstoned === true) return "stream-deleted";
    if (stream === undefined || stream.records.length === 0 || isDeleted(stream)) {
      return "not-found";
    }
    const { records, truncateBefore, maxCount } = stream;
    return { records, first: Math.max(0, truncateBefore, records.length - maxCount) };
  }

  /** The events of a stream, hidden ones too; empty while there is no such stream. */
  records(name: string): readonly StoredRecord[] {
    return this.#streams.get(name)?.records ?? [];
  }

  /** The index in the log of the first event at `position` or after it. */
  indexAt(position: number): number {
    let low = 0;
    let high = this.all.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.all[middle]?.position ?? 0) < position) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #recentRepeat(
    name: string,
    events: readonly ProposedEvent[],
  ): WriteOutcome | "other" | undefined {
    const found = events.map(({ id }) => this.#recent.get(`${name}/${id}`));
    if (found[0] === undefined) return undefined;
    return found.includes(undefined) ? "other" : success(found.at(-1));
  }

  #write(name: string, events: readonly ProposedEvent[], created: number): WriteOutcome {
    const stream = this.#stream(name);
    if (isDeleted(stream)) this.#setMetadata(name, `{"$tb":${stream.records.length}}`);
    this.#save(name, created, events);
    const written = events.map((event) => this.#record(name, stream, event, created));
    for (const listener of this.listeners) listener(written);
    return success(written.at(-1));
  }

  #record(name: string, stream: Stream, event: ProposedEvent, created: number): StoredRecord {
    const { id, type, contentType, data, metadata } = event;
    const revision = stream.records.length;
    const position = this.#end;
    const record: StoredRecord = {
      id,
      type,
      contentType,
      data,
      metadata,
      created,
      stream: name,
      revision,
      position,
    };
    this.#end += RECORD_BYTES + name.length + type.length + data.length + metadata.length;
    stream.records.push(record);
    this.all.push(record);
    this.#recent.set(`${name}/${id}`, record);
    if (type === "$streamDeleted") stream.tombstoned = true;
    if (type === "$metadata" && name.startsWith("$$")) this.#applyMetadata(name.slice(2), data);
    return record;
  }

  #applyMetadata(name: string, data: Uint8Array): void {
    const stream = this.#stream(name);
    const text = Buffer.from(data).toString();
    stream.truncateBefore = Number(/"\$tb"\s*:\s*(\d+)/.exec(text)?.[1] ?? 0);
    stream.maxCount = Number(/"\$maxCount"\s*:\s*(\d+)/.exec(text)?.[1] ?? Infinity);
  }

  #setMetadata(name: string, json: string): WriteOutcome {
    return this.#write(`$$${name}`, [internal("$metadata", json)], this.#now());
  }

  #stream(name: string): Stream {
    const known = this.#streams.get(name);
    if (known !== undefined) return known;
    const maxCount = name.startsWith("$$") ? 1 : Infinity;
    const stream: Stream = { records: [], tombstoned: false, truncateBefore: 0, maxCount };
    this.#streams.set(name, stream);
    return stream;
  }
}

const internal = (type: string, json: string): ProposedEvent => ({
  id: crypto.randomUUID(),
  type,
  contentType: "application/json",
  data: Buffer.from(json),
  metadata: Buffer.alloc(0),
});

const isDeleted = (stream: Stream): boolean => stream.truncateBefore > stream.records.length;

const matches = (expected: Expected, last: number): boolean =>
  expected === "any" ||
  (expected === "stream-exists" ? last >= 0 : last === (expected === "no-stream" ? -1 : expected));

const success = (last: StoredRecord | undefined): WriteOutcome => ({
  kind: "success",
  revision: last?.revision ?? 0,
  position: last?.position ?? 0,
});
