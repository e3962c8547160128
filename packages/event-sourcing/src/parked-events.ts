import type { Revision, StreamName } from "./brands.ts";
import type { Key, ReadModelStore, Row, Table } from "./read-model-store.ts";
import type { Parked } from "./stream-progress.ts";

/** Events that a reactor passed over because it could do nothing about them yet. */
export function parkedEventsTable(group: string): Table {
  const known = tables.get(group);
  if (known !== undefined) return known;
  const table: Table = {
    name: `${group}_parked`,
    version: 1,
    columns: {
      stream: "text",
      revision: "integer",
      /** It could not be read, so that those after it in its stream wait. */
      holds: "boolean",
      reason: "text",
    },
    key: ["stream", "revision"],
    indexes: [],
  };
  tables.set(group, table);
  return table;
}
// One object for each group: tables are told apart by identity.
const tables = new Map<string, Table>();

export interface ParkedEvent extends Row {
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly holds: boolean;
  readonly reason: string;
}

export const keyOf = ({ stream, revision: at }: ParkedEvent): Key => [stream, at];

/** All of them, those of a stream in its order. */
export async function parkedEvents(
  readModels: Pick<ReadModelStore, "select">,
  group: string,
): Promise<readonly ParkedEvent[]> {
  return (await readModels.select(parkedEventsTable(group), {})).filter(isParkedEvent);
}

/** The streams of which a reactor passed over events, each with the first of them. */
export async function parkedReactions(
  readModels: Pick<ReadModelStore, "select">,
  group: string,
): Promise<readonly Parked[]> {
  const first = new Map<StreamName, Parked>();
  for (const { stream, revision, reason } of await parkedEvents(readModels, group)) {
    if (!first.has(stream)) first.set(stream, { group, stream, revision, reason });
  }
  return [...first.values()];
}

/** The table's rows are only ever written from {@link ParkedEvent}. */
const isParkedEvent = (row: Row): row is ParkedEvent =>
  typeof row["stream"] === "string" && typeof row["revision"] === "number";
