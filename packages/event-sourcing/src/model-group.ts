import type { Derivation } from "./derivation.ts";
import type { StoredEvent } from "./event-store.ts";
import { partitionsIn, WHOLE, type Share } from "./partition.ts";
import type { Projection } from "./projection.ts";
import type { Generation, Row, Table } from "./read-model-store.ts";
import type { AnyEvent } from "./recorded-event.ts";
import { progressTable } from "./stream-progress.ts";

/** Read models that advance together, in one transaction: under one checkpoint, or one for each partition. */
export interface ModelGroup<Event extends AnyEvent> {
  /** Its name. */
  readonly group: string;
  readonly projections: readonly Projection<Row, Event>[];
  /** In an order in which each comes after those it derives from. */
  readonly derivations: readonly Derivation[];
  /** Whether an event may change its rows: the others are passed over unread. Default: every event. */
  readonly reads?: (event: Pick<StoredEvent, "stream" | "type">) => boolean;
  /**
   * Events after which nothing of theirs may be readable any more: they change rows even while their stream is parked, and must
   * do no harm when they come again as it is taken up. Default: none.
   */
  readonly erases?: (type: string) => boolean;
  /**
   * The category of the streams by which the work may be divided, where each row belongs to one of them and its key begins
   * with that stream's id. The events of other streams are then seen in every partition, and must do no harm when they are
   * applied twice. Default: it is not divided.
   */
  readonly dividedBy?: string;
  /**
   * Of a divided group: the table with a row for each such stream, by its id alone, and the column in which every event of the
   * stream leaves its revision. It spares a row of its own for how far the stream is.
   */
  readonly revisions?: { readonly table: Table; readonly column: string };
}

/** The read models of a group, in order. */
export const modelTables = (models: {
  readonly projections: readonly { readonly table: Table }[];
  readonly derivations: readonly { readonly table: Table }[];
}): readonly Table[] => [...models.projections, ...models.derivations].map(({ table }) => table);

/** All tables of a group: its read models, and how far they are in each stream. */
export const tablesOf = (
  group: Parameters<typeof modelTables>[0] & { readonly group: string },
): readonly Table[] => [...modelTables(group), progressTable(group.group)];

/** What names the checkpoints of a group. */
export type GroupName = Pick<ModelGroup<AnyEvent>, "group" | "dividedBy">;

/** The names under which the checkpoints of a group are kept, or of a share of it. */
export const readersOf = (group: GroupName, share = WHOLE): readonly string[] =>
  partitionsOf(group, share).map((partition) => readerOf(group, partition));

/** One, where the group is not divided. */
export const partitionsOf = ({ dividedBy }: GroupName, share: Share): readonly number[] =>
  dividedBy === undefined ? [0] : partitionsIn(share);

export const readerOf = ({ group, dividedBy }: GroupName, partition: number): string =>
  dividedBy === undefined ? group : `${group}/${partition}`;

/** The checkpoints of a rebuild stand beside the live ones. */
export const checkpointName = (reader: string, generation: Generation): string =>
  generation === "live" ? reader : `${reader}:${generation}`;
