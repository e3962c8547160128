import type { StreamName } from "./brands.ts";
import type { StoredEvent } from "./event-store.ts";
import type { Generation, ReadModelStore, Row, Table } from "./read-model-store.ts";

/** How far a group is in each stream, and which streams wait for `retry` because of an event that cannot be applied. */
export function progressTable(group: string): Table {
  const known = tables.get(group);
  if (known !== undefined) return known;
  const table: Table = {
    name: `${group}_progress`,
    version: 1,
    columns: {
      stream: "text",
      /** Of a divided group: every partition goes through the streams of other categories by itself. */
      partition: "integer",
      /** Events applied: the next revision. */
      applied: "integer",
      /** The revision at which the stream is parked, and why. */
      parkedAt: "integer",
      reason: "text",
    },
    key: ["stream", "partition"],
    indexes: [["parkedAt"]],
  };
  tables.set(group, table);
  return table;
}
// One object for each group: tables are told apart by identity.
const tables = new Map<string, Table>();

export interface StreamProgress extends Row {
  readonly stream: StreamName;
  readonly partition: number;
  readonly applied: number;
  readonly parkedAt: number | null;
  readonly reason: string | null;
}

export const untouched = (stream: StreamName, partition: number): StreamProgress => ({
  stream,
  partition,
  applied: 0,
  parkedAt: null,
  reason: null,
});

/** After an event of a stream was applied. */
export const progressOf = (
  { stream, revision }: StoredEvent,
  partition: number,
): StreamProgress => ({ stream, partition, applied: revision + 1, parkedAt: null, reason: null });

/** The table's rows are only ever written from {@link StreamProgress}. */
const isStreamProgress = (row: Row): row is StreamProgress =>
  typeof row["stream"] === "string" && typeof row["applied"] === "number";

/** A stream that stands still in a group because one of its events cannot be applied; the others go on. */
export interface Parked {
  readonly group: string;
  readonly stream: StreamName;
  readonly revision: number;
  readonly reason: string;
}

/** What a retry made of parked streams. */
export interface Retried {
  readonly resumed: readonly StreamName[];
  readonly parked: readonly Parked[];
}

/** What several retries came to: nothing is resumed that is parked elsewhere. */
export function allRetried(results: readonly Retried[]): Retried {
  const parked = results.flatMap((one) => one.parked);
  const still = new Set(parked.map(({ stream }) => stream));
  const resumed = new Set(results.flatMap((one) => one.resumed));
  return { resumed: [...resumed].filter((stream) => !still.has(stream)), parked };
}

/** The streams that wait for a retry. A stream that several partitions go through comes once. */
export async function parkedStreams(
  readModels: ReadModelStore,
  group: string,
  generation: Generation = "live",
): Promise<readonly Parked[]> {
  const parked = new Map<StreamName, Parked>();
  for (const row of await parkedRows(readModels, group, generation)) {
    if (!parked.has(row.stream)) parked.set(row.stream, parkedIn(group, row));
  }
  return [...parked.values()];
}

export const parkedIn = (
  group: string,
  { stream, applied, parkedAt, reason }: StreamProgress,
): Parked => ({ group, stream, revision: parkedAt ?? applied, reason: reason ?? "" });

export async function parkedRows(
  readModels: ReadModelStore,
  group: string,
  generation: Generation,
): Promise<readonly StreamProgress[]> {
  const isParked = { column: "parkedAt", atLeast: 0 };
  const rows = await readModels.select(progressTable(group), { where: [isParked] }, generation);
  return rows.filter(isStreamProgress);
}
