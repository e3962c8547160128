import { createLru, idOf } from "@docket/event-sourcing";
import type {
  Cell,
  ColumnType,
  Generation,
  Key,
  OwnedRows,
  Projection,
  ReadModelStore,
  RecordedEvent,
  Row,
  Select,
  StreamName,
  SummedRows,
  Summand,
  Table,
} from "@docket/event-sourcing";
import type {
  ArticleEvent,
  CustomerEvent,
  DomainEvent,
  LevelsEvent,
  TicketEvent,
} from "@docket/schemas";

export type ReadModel = Projection<Row, DomainEvent>;
export type Recorded = RecordedEvent<DomainEvent>;

type TypeOf<Value extends Cell> =
  NonNullable<Value> extends string
    ? "text"
    : NonNullable<Value> extends number
      ? "integer"
      : NonNullable<Value> extends boolean
        ? "boolean"
        : ColumnType;

/** A table whose columns are exactly the cells of one type of row. */
export interface TableOf<R extends Row> extends Table {
  readonly columns: { readonly [Column in keyof R & string]: TypeOf<R[Column]> };
  readonly key: readonly (keyof R & string)[];
  readonly indexes: readonly (readonly (keyof R & string)[])[];
}

/** A row on its way to its next state: a copy that nobody has seen yet. */
export type Fresh<R extends Row> = { -readonly [Column in keyof R]: R[Column] };

/** Rows of a table are only ever written by its own projection, so they are what its type says. */
const isOf = <R extends Row>(_table: TableOf<R>, row: Row | undefined): row is R =>
  row !== undefined;

/** A projection among others: who applies it need not know the type of its rows. */
export const readModel = <R extends Row>(
  projection: Projection<R, DomainEvent> & { readonly table: TableOf<R> },
): ReadModel => ({
  ...projection,
  apply: (row, event, key) =>
    projection.apply(isOf(projection.table, row) ? row : undefined, event, key),
});

/** Rows that belong to those of another table, among other derivations. */
export const owned = <Source extends Row, R extends Row>(given: {
  readonly from: TableOf<Source>;
  readonly table: TableOf<R>;
  readonly rows: (source: Source) => readonly R[];
}): OwnedRows => ({
  ...given,
  kind: "owned",
  rows: (source) => (isOf(given.from, source) ? given.rows(source) : []),
});

/** Rows to which those of another table are added, among other derivations. */
export const summed = <Source extends Row>(given: {
  readonly from: TableOf<Source>;
  readonly table: Table;
  readonly summands: (source: Source) => readonly Summand[];
}): SummedRows => ({
  ...given,
  kind: "sums",
  summands: (source) => (isOf(given.from, source) ? given.summands(source) : []),
});

/** All live rows by key, a page at a time. */
export async function* scanRows<R extends Row>(
  store: Pick<ReadModelStore, "scan">,
  table: TableOf<R>,
  generation: Generation = "live",
): AsyncGenerator<readonly R[]> {
  for await (const rows of store.scan(table, generation)) {
    yield rows.filter((row) => isOf(table, row));
  }
}

/** What a query needs of the store of read models. */
export type Rows = Pick<ReadModelStore, "select" | "load" | "count">;

export async function selectRows<R extends Row, Column extends keyof R & string>(
  store: Pick<Rows, "select">,
  table: TableOf<R>,
  query: Select & { readonly columns?: readonly Column[] },
): Promise<readonly Pick<R, Column>[]> {
  const rows = await store.select(table, query);
  return rows.filter((row) => isOf(table, row));
}

/** The live rows of these keys, in no order; a key without a row is missing. */
export async function loadRows<R extends Row>(
  store: Rows,
  table: TableOf<R>,
  keys: readonly Key[],
): Promise<readonly R[]> {
  const rows = await store.load(table, keys, "live");
  return rows.filter((row) => isOf(table, row));
}

/** For events that change no row of a model. */
export const NO_ROWS: readonly Key[] = [];

export const isTicketEvent = (event: Recorded): event is RecordedEvent<TicketEvent> =>
  event.stream.startsWith("ticket-");
export const isCustomerEvent = (event: Recorded): event is RecordedEvent<CustomerEvent> =>
  event.stream.startsWith("customer-");
/** From here on the customer's texts are blank, whatever was readable of them until now. */
export const isErasure = (event: Recorded): event is Erasure =>
  event.type === "customerErased" || event.type === "erasureCompleted";
type Erasure = Extract<
  RecordedEvent<CustomerEvent>,
  { type: "customerErased" | "erasureCompleted" }
>;
/** The customers whose texts an erasure blanks: those who could not be told by an event of their own are named in it. */
export function erasedIn(event: Erasure): readonly string[] {
  const also = event.type === "erasureCompleted" ? event.data.also : undefined;
  return [idOfStream(event), ...(also ?? [])];
}
export const isArticleEvent = (event: Recorded): event is RecordedEvent<ArticleEvent> =>
  event.stream.startsWith("article-");
export const isLevelsEvent = (event: Recorded): event is RecordedEvent<LevelsEvent> =>
  event.stream.startsWith("levels-");
/** The id of the ticket, customer or article that the event is about. */
export function idOfStream({ stream }: Recorded): string {
  // Most often it is the same event that several models ask about.
  if (stream === latest.stream) return latest.id;
  let id = ids.get(stream);
  if (id === undefined) ids.set(stream, (id = idOf(stream)));
  latest = { stream, id };
  return id;
}
// One text for each id: keys made of it are then found and compared without reading it.
const ids = createLru<StreamName, string>(50_000);
let latest: { readonly stream: string; readonly id: string } = { stream: "", id: "" };
