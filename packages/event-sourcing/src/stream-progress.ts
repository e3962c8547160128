import type { StreamName } from "./brands.ts";
import type { Generation, ReadModelStore, Row, Table } from "./read-model-store.ts";

/** How far the read models are in each stream, and which streams wait for `retry` because of an event that cannot be applied. */
export const streamProgress: Table = {
  name: "stream_progress",
  version: 1,
  columns: {
    stream: "text",
    /** Events applied: the next revision. */
    applied: "integer",
    /** The revision at which the stream is parked, and why. */
    parkedAt: "integer",
    reason: "text",
  },
  key: ["stream"],
  indexes: [["parkedAt"]],
};

export interface StreamProgress extends Row {
  readonly stream: StreamName;
  readonly applied: number;
  readonly parkedAt: number | null;
  readonly reason: string | null;
}

export const untouched = (stream: StreamName): StreamProgress => ({
  stream,
  applied: 0,
  parkedAt: null,
  reason: null,
});

/** The table's rows are only ever written from {@link StreamProgress}. */
export const isStreamProgress = (row: Row): row is StreamProgress =>
  typeof row["stream"] === "string" && typeof row["applied"] === "number";

/** A stream that stands still because one of its events cannot be applied; the others go on. */
export interface Parked {
  readonly stream: StreamName;
  readonly revision: number;
  readonly reason: string;
}

/** The streams that wait for a retry. */
export async function parkedStreams(
  readModels: ReadModelStore,
  generation: Generation = "live",
): Promise<readonly Parked[]> {
  const isParked = { column: "parkedAt", atLeast: 0 };
  const rows = await readModels.select(streamProgress, { where: [isParked] }, generation);
  return rows
    .filter(isStreamProgress)
    .flatMap(({ stream, parkedAt, reason }) =>
      parkedAt === null ? [] : [{ stream, revision: parkedAt, reason: reason ?? "" }],
    );
}
