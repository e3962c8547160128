import type { ColumnType, Condition, Generation, Row, Select, Table } from "@docket/event-sourcing";
import type { Statement, Value } from "./connection.ts";
import { list, quoted } from "./names.ts";

/** The SQL of read models: pure, text and values. Rows travel as one JSON value, which PostgreSQL reads fastest. */

/** A table of a generation, in its schema. */
export interface Place {
  readonly schema: string;
  readonly table: Table;
  readonly generation: Generation;
}

export const columnsOf = (table: Table): readonly string[] => Object.keys(table.columns);
const nameIn = (generation: Generation, table: Table): string =>
  generation === "live" ? table.name : `${table.name}__rebuilt`;
export const from = ({ schema, table, generation }: Place): string =>
  `${quoted(schema)}.${quoted(nameIn(generation, table))}`;

const typeOf = (type: ColumnType): string => (type === "integer" ? "bigint" : type);
const typeIn = (table: Table, column: string): string => typeOf(table.columns[column] ?? "text");

/** Texts compare by their bytes, and the planner keeps no samples of them, which an erasure would not reach. */
export function createTable(place: Place): readonly string[] {
  const { table } = place;
  const columns = Object.entries(table.columns).map(([name, type]) => {
    const collation = type === "text" ? ' COLLATE "C"' : "";
    return `${quoted(name)} ${typeOf(type)}${collation}`;
  });
  const texts = columnsOf(table).filter((column) => table.columns[column] === "text");
  const unsampled = texts.map((column) => `ALTER COLUMN ${quoted(column)} SET STATISTICS 0`);
  return [
    `CREATE TABLE ${from(place)} (${columns.join(", ")}, PRIMARY KEY (${list(table.key)}))`,
    ...(texts.length === 0 ? [] : [`ALTER TABLE ${from(place)} ${unsampled.join(", ")}`]),
  ];
}

/** Only live tables have them: a rebuild is written faster without, and indexed before it becomes live. */
export const createIndexes = (place: Place): readonly string[] => {
  const { indexes, partialIndexes = [] } = place.table;
  const on = (columns: readonly string[]) => {
    const sorted = columns.map((column) => `${quoted(column)} NULLS FIRST`);
    return `CREATE INDEX ON ${from(place)} (${sorted.join(", ")})`;
  };
  // Entries are limited to a third of a page, which the other cells may exceed.
  const partial = partialIndexes.map(
    ({ of, columns }) => `${on(columns)} WHERE ${isCell(quoted(of.column), of.is)}`,
  );
  return [...indexes.map(on), ...partial];
};

export const dropTable = (place: Place): string => `DROP TABLE IF EXISTS ${from(place)}`;

export const makeLive = (schema: string, table: Table): string =>
  `ALTER TABLE ${from({ schema, table, generation: "rebuilt" })} RENAME TO ${quoted(table.name)}`;

/** The rows or keys of a JSON value, as a table named `given`. */
const given = (table: Table, columns: readonly string[], json = "$1"): string => {
  const typed = columns.map((column) => `${quoted(column)} ${typeIn(table, column)}`);
  return `json_to_recordset(${json}::json) AS given (${typed.join(", ")})`;
};
const sameKey = (table: Table): string =>
  table.key.map((column) => `kept.${quoted(column)} = given.${quoted(column)}`).join(" AND ");
const keptColumns = (table: Table): string =>
  columnsOf(table)
    .map((column) => `kept.${quoted(column)}`)
    .join(", ");

/** Rows that are put into a table or keys that are removed from it, none of them twice, as JSON. */
export interface Change {
  readonly at: Place;
  readonly kind: "put" | "remove";
  readonly json: string;
}

/** Changes in one statement: between two the server would wait until we look. */
export function changeAll(changes: readonly Change[]): Statement {
  const parts = changes.map(({ at, kind }, index) => {
    const json = `$${index + 1}`;
    const text = kind === "put" ? upsert(at, json) : removeByKeys(at, json);
    return `change_${index} AS (${text})`;
  });
  return { text: `WITH ${parts.join(", ")} SELECT`, values: changes.map(({ json }) => json) };
}

function upsert(place: Place, json: string): string {
  const { table } = place;
  const columns = columnsOf(table);
  const changes = columns
    .filter((column) => !table.key.includes(column))
    .map((column) => `${quoted(column)} = excluded.${quoted(column)}`);
  const action = changes.length === 0 ? "NOTHING" : `UPDATE SET ${changes.join(", ")}`;
  return `INSERT INTO ${from(place)} (${list(columns)})
    SELECT ${list(columns)} FROM ${given(table, columns, json)}
    ON CONFLICT (${list(table.key)}) DO ${action}`;
}

const removeByKeys = (place: Place, json: string): string =>
  `DELETE FROM ${from(place)} AS kept USING ${given(place.table, place.table.key, json)}
    WHERE ${sameKey(place.table)}`;

export const selectByKeys = (place: Place): string =>
  `SELECT ${keptColumns(place.table)}
    FROM ${given(place.table, place.table.key)} JOIN ${from(place)} AS kept
    ON ${sameKey(place.table)}`;

/** A page of all rows by key, after the last row of the page before. */
export function selectPage(place: Place, last: Row | undefined, limit: number): Statement {
  const { table } = place;
  const key = list(table.key);
  const marks = table.key.map((column, index) => `$${index + 2}::${typeIn(table, column)}`);
  const after = last === undefined ? "" : `WHERE (${key}) > (${marks.join(", ")})`;
  return {
    text: `SELECT ${list(columnsOf(table))} FROM ${from(place)} ${after} ORDER BY ${key} LIMIT $1`,
    values: [limit, ...(last === undefined ? [] : table.key.map((column) => last[column] ?? null))],
  };
}

export function select(place: Place, query: Select): Statement {
  const { table } = place;
  const values: Value[] = [];
  const where = whereAll(table, query.where ?? [], values);
  // Columns of the key are never null: without a word on nulls their index gives the order.
  const nulls = (column: string, word: string) => (table.key.includes(column) ? "" : word);
  const order = [
    ...(query.order ?? []).map(({ column, descending = false }) =>
      descending
        ? `${quoted(column)} DESC ${nulls(column, "NULLS LAST")}`
        : `${quoted(column)} ${nulls(column, "NULLS FIRST")}`,
    ),
    ...table.key.map(quoted),
  ];
  const limit = mark(values, query.limit ?? null, "bigint");
  const offset = mark(values, query.offset ?? 0, "bigint");
  return {
    text: `SELECT ${list(query.columns ?? columnsOf(table))} FROM ${from(place)} ${where}
      ORDER BY ${order.join(", ")} LIMIT ${limit} OFFSET ${offset}`,
    values,
  };
}

export function count(place: Place, conditions: readonly Condition[]): Statement {
  const values: Value[] = [];
  const where = whereAll(place.table, conditions, values);
  return { text: `SELECT count(*) FROM ${from(place)} ${where}`, values };
}

function mark(values: Value[], value: Value, type: string): string {
  values.push(value);
  return `$${values.length}::${type}`;
}

function whereAll(table: Table, conditions: readonly Condition[], values: Value[]): string {
  if (conditions.length === 0) return "";
  return `WHERE ${conditions.map((condition) => sqlOf(table, condition, values)).join(" AND ")}`;
}

/** What a partial index may be about stands as it is, so that the planner sees it. `IS NOT DISTINCT FROM` would use no index. */
const isCell = (column: string, cell: null | boolean): string =>
  cell === null ? `${column} IS NULL` : `${column} = ${cell}`;

function sqlOf(table: Table, condition: Condition, values: Value[]): string {
  const column = quoted(condition.column);
  const type = typeIn(table, condition.column);
  if ("is" in condition) {
    const { is } = condition;
    if (is === null || typeof is === "boolean") return isCell(column, is);
    return `${column} = ${mark(values, is, type)}`;
  }
  if ("in" in condition) {
    const cells = condition.in.filter((cell) => cell !== null).map(String);
    const listed = `${column} = ANY(${mark(values, cells, `${type}[]`)})`;
    return condition.in.includes(null) ? `(${listed} OR ${column} IS NULL)` : listed;
  }
  const bounds = (
    [
      ["atLeast", ">="],
      ["below", "<"],
      ["after", ">"],
    ] as const
  ).flatMap(([bound, sign]) => {
    const cell = condition[bound];
    return cell === undefined ? [] : [`${column} ${sign} ${mark(values, cell, type)}`];
  });
  return bounds.length === 0 ? `${column} IS NOT NULL` : bounds.join(" AND ");
}
