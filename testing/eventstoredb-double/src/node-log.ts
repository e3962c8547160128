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
  /** The ids written since the node started, and where first: all that `any` and `stream-exists` have against repetition. */
  #recent = new Map<string, StoredRecord>();
  #end = FIRST_POSITION;
  readonly #now: () => number;
  readonly #save: Save;

  constructor(now: () => number, saved: Iterable<Parameters<Save>>, save: Save) {
    this.#now = now;
    this.#save = () => {};
    for (const [stream, created, events] of saved) this.#put(stream, events, created);
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
    const refused = this.#refused(name, expected);
    if (refused !== undefined) return refused;
    const records = this.records(name);
    const last = records.length - 1;
    const wrong = wrongVersion(records);
    if (events.length === 0) {
      if (!matches(expected, last)) return wrong;
      if (this.#isDeleted(name)) this.#undelete(name, records.length);
      return { kind: "success", revision: last, position: this.all.at(-1)?.position ?? 0 };
    }
    if (expected === "any" || expected === "stream-exists") {
      const before = this.#recentRepeat(name, events);
      return before === "other" ? wrong : (before ?? this.#write(name, events, this.#now()));
    }
    const wanted = expected === "no-stream" ? -1 : expected;
    if (wanted > last) return wrong;
    if (wanted === last) return this.#write(name, events, this.#now());
    const there = records.slice(wanted + 1, wanted + 1 + events.length);
    if (events.every(({ id }, index) => there[index]?.id === id)) return success(there.at(-1));
    const first = there[0]?.id !== events[0]?.id;
    if (first && expected === "no-stream" && this.#isDeleted(name)) {
      return this.#write(name, events, this.#now());
    }
    return wrong;
  }

  /** Hides what is there; the stream goes on numbering. */
  delete(name: string, expected: Expected): WriteOutcome {
    const refused = this.#refusedDeletion(name, expected);
    if (refused !== undefined) return refused;
    // A stream of which there is metadata alone can be deleted; one that nobody mentioned cannot.
    if (!this.#exists(name)) return wrongVersion([]);
    return this.#setMetadata(name, `{"$tb":${DELETED}}`);
  }

  /** Ends a stream for ever. */
  tombstone(name: string, expected: Expected): WriteOutcome {
    const refused = this.#refusedDeletion(name, expected);
    return refused ?? this.#write(name, [internal("$streamDeleted", "")], this.#now());
  }

  /** What can be read of a stream, and from which revision on. */
  readable(
    name: string,
  ): "stream-deleted" | "not-found" | { records: StoredRecord[]; first: number } {
    if (this.#isEnded(name)) return "stream-deleted";
    const stream = this.#streams.get(name);
    if (stream === undefined || stream.records.length === 0 || this.#isDeleted(name)) {
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

  /** What is refused whatever is to be written. */
  #refused(name: string, expected: Expected): WriteOutcome | undefined {
    if (this.#isEnded(name)) return { kind: "stream-deleted" };
    if (expected !== "stream-exists") return undefined;
    if (this.#isDeleted(name)) return { kind: "stream-deleted" };
    return this.#exists(name) ? undefined : wrongVersion([]);
  }

  #refusedDeletion(name: string, expected: Expected): WriteOutcome | undefined {
    const records = this.records(name);
    const again = expected === "no-stream" && this.#isDeleted(name);
    if (again || matches(expected, records.length - 1)) return this.#refused(name, expected);
    return this.#refused(name, expected) ?? wrongVersion(records);
  }

  /** With a stream that was ended, its metadata is. */
  #isEnded(name: string): boolean {
    return [name, ownerOf(name)].some((one) => this.#streams.get(one)?.tombstoned === true);
  }

  #isDeleted(name: string): boolean {
    return this.#streams.get(name)?.truncateBefore === Number(DELETED);
  }

  /** Also one of which there is metadata alone. */
  #exists(name: string): boolean {
    return this.records(name).length > 0 || this.records(`$$${name}`).length > 0;
  }

  #recentRepeat(
    name: string,
    events: readonly ProposedEvent[],
  ): WriteOutcome | "other" | undefined {
    const found = events.map(({ id }) => {
      const record = this.#recent.get(id);
      return record?.stream === name ? record : undefined;
    });
    if (found[0] === undefined) return undefined;
    return found.includes(undefined) ? "other" : success(found.at(-1));
  }

  #write(name: string, events: readonly ProposedEvent[], created: number): WriteOutcome {
    const hidden = [name, ownerOf(name)].filter((one) => this.#isDeleted(one));
    const from = new Map(hidden.map((one) => [one, this.records(one).length]));
    const outcome = this.#put(name, events, created);
    for (const one of from) this.#undelete(...one);
    return outcome;
  }

  #put(name: string, events: readonly ProposedEvent[], created: number): WriteOutcome {
    const stream = this.#stream(name);
    this.#save(name, created, events);
    const written = events.map((event) => this.#record(name, stream, event, created));
    for (const listener of this.listeners) listener(written);
    return success(written.at(-1));
  }

  /** What a deleted stream is given from now on can be read, unless somebody wrote metadata that is no JSON. */
  #undelete(name: string, from: number): void {
    const { data = [] } = this.records(`$$${name}`).at(-1) ?? {};
    let metadata: unknown;
    try {
      metadata = JSON.parse(Buffer.from(data).toString());
    } catch {
      return;
    }
    this.#setMetadata(name, JSON.stringify({ ...Object(metadata), $tb: from }));
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
    if (!this.#recent.has(id)) this.#recent.set(id, record);
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
    return this.#put(`$$${name}`, [internal("$metadata", json)], this.#now());
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

/** The stream that a stream of metadata is about; another one is its own. */
const ownerOf = (name: string): string => (name.startsWith("$$") ? name.slice(2) : name);

const wrongVersion = ({ length }: readonly StoredRecord[]): WriteOutcome => ({
  kind: "wrong-expected-version",
  current: length === 0 ? null : length - 1,
});

/** A stream that is to exist does: that is looked at before. */
const matches = (expected: Expected, last: number): boolean =>
  typeof expected === "number" ? last === expected : expected !== "no-stream" || last === -1;

const success = (last: StoredRecord | undefined): WriteOutcome => ({
  kind: "success",
  revision: last?.revision ?? 0,
  position: last?.position ?? 0,
});
