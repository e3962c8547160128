import type { StreamName } from "./brands.ts";
import type { Row, Table } from "./read-model-store.ts";

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
