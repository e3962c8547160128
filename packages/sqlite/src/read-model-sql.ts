import type { Cell, Condition, Generation, Row, Select, Table } from "@docket/event-sourcing";

/** The SQL of read models: pure, text and values. */

export type SqlValue = string | number | null;
export interface Sql {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
const list = (names: readonly string[]): string => names.map(quoted).join(", ");
const marks = (names: readonly string[]): string => names.map(() => "?").join(", ");

export const columnsOf = (table: Table): readonly string[] => Object.keys(table.columns);
export const nameIn = (generation: Generation, table: Table): string =>
  generation === "live" ? table.name : `${table.name}__rebuilt`;
const from = (generation: Generation, table: Table): string => quoted(nameIn(generation, table));

/** SQLite has no booleans. */
export const sqlValue = (cell: Cell | undefined): SqlValue =>
  typeof cell === "boolean" ? Number(cell) : (cell ?? null);

export function createTable(table: Table, generation: Generation): string {
  const columns = Object.entries(table.columns).map(([name, type]) => {
    const required = table.key.includes(name) ? " NOT NULL" : "";
    return `${quoted(name)} ${type === "text" ? "TEXT" : "INTEGER"}${required}`;
  });
  return `CREATE TABLE ${from(generation, table)} (
    ${columns.join(", ")}, PRIMARY KEY (${list(table.key)})) STRICT`;
}

/** Only live tables have them: a rebuild is written faster without, and indexed when it becomes live. */
export function createIndexes(table: Table): string {
  const named = (name: string, columns: readonly string[]) =>
    `CREATE INDEX ${quoted(`${table.name}_${name}`)} ON ${from("live", table)} (${list(columns)})`;
  const whole = table.indexes.map((columns) => named(`by_${columns.join("_")}`, columns));
  const partial = (table.partialIndexes ?? []).map(({ of, columns, cells }) => {
    // The planner takes it for as narrow as the index of the whole table only when it begins like that.
    const index = named(`of_${of.column}`, [of.column, ...columns, ...cells]);
    return `${index} WHERE ${sqlOf(of).text}`;
  });
  return [...whole, ...partial].map((index) => `${index};`).join("\n");
}

export const dropTable = (table: Table, generation: Generation): string =>
  `DROP TABLE IF EXISTS ${from(generation, table)}`;

export const makeLive = (table: Table): string =>
  `ALTER TABLE ${from("rebuilt", table)} RENAME TO ${from("live", table)}`;

/** Replaces cell by cell, so that an index whose columns stay the same is left alone. */
export function upsert(table: Table, generation: Generation): string {
  const columns = columnsOf(table);
  const changes = columns
    .filter((column) => !table.key.includes(column))
    .map((column) => `${quoted(column)} = excluded.${quoted(column)}`);
  const action = changes.length === 0 ? "NOTHING" : `UPDATE SET ${changes.join(", ")}`;
  return `INSERT INTO ${from(generation, table)} (${list(columns)}) VALUES (${marks(columns)})
    ON CONFLICT (${list(table.key)}) DO ${action}`;
}

const byKey = (table: Table): string =>
  table.key.map((column) => `${quoted(column)} = ?`).join(" AND ");

export const removeByKey = (table: Table, generation: Generation): string =>
  `DELETE FROM ${from(generation, table)} WHERE ${byKey(table)}`;

export const selectByKey = (table: Table, generation: Generation): string =>
  `SELECT ${list(columnsOf(table))} FROM ${from(generation, table)} WHERE ${byKey(table)}`;

/** A page of all rows by key, after the last row of the page before. */
export function selectPage(
  table: Table,
  generation: Generation,
  last: Row | undefined,
  limit: number,
): Sql {
  const key = list(table.key);
  const after = last === undefined ? "" : `WHERE (${key}) > (${marks(table.key)})`;
  return {
    text: `SELECT ${list(columnsOf(table))} FROM ${from(generation, table)} ${after} ORDER BY ${key} LIMIT ?`,
    values: [
      ...(last === undefined ? [] : table.key.map((column) => sqlValue(last[column]))),
      limit,
    ],
  };
}

export function select(table: Table, generation: Generation, query: Select): Sql {
  const where = whereAll(query.where ?? []);
  const asked = query.order ?? [];
  const rest = table.key.filter((column) => asked.every((by) => by.column !== column));
  const order = [...asked, ...rest.map((column) => ({ column, descending: false }))];
  const sorted = order.map(
    ({ column, descending }) => `${quoted(column)}${descending === true ? " DESC" : ""}`,
  );
  return {
    text: `SELECT ${list(query.columns ?? columnsOf(table))} FROM ${from(generation, table)} ${where.text}
      ORDER BY ${sorted.join(", ")} LIMIT ? OFFSET ?`,
    // SQLite takes -1 for no limit.
    values: [...where.values, query.limit ?? -1, query.offset ?? 0],
  };
}

export function count(table: Table, generation: Generation, conditions: readonly Condition[]): Sql {
  const where = whereAll(conditions);
  return {
    text: `SELECT count(*) AS rows FROM ${from(generation, table)} ${where.text}`,
    values: where.values,
  };
}

function whereAll(conditions: readonly Condition[]): Sql {
  if (conditions.length === 0) return { text: "", values: [] };
  const parts = conditions.map(sqlOf);
  return {
    text: `WHERE ${parts.map((part) => part.text).join(" AND ")}`,
    values: parts.flatMap((part) => part.values),
  };
}

/** What a partial index may be about stands as it is, so that the planner sees it. */
function isCell(column: string, cell: Cell): Sql {
  if (cell === null) return { text: `${column} IS NULL`, values: [] };
  if (typeof cell === "boolean") return { text: `${column} IS ${Number(cell)}`, values: [] };
  return { text: `${column} IS ?`, values: [cell] };
}

function sqlOf(condition: Condition): Sql {
  const column = quoted(condition.column);
  if ("is" in condition) return isCell(column, condition.is);
  if ("in" in condition) {
    // As one JSON value, so that the statement is the same for any number of cells.
    const cells = JSON.stringify(condition.in.map(sqlValue));
    const listed = `${column} IN (SELECT value FROM json_each(?))`;
    const orNull = condition.in.includes(null) ? `(${listed} OR ${column} IS NULL)` : listed;
    return { text: orNull, values: [cells] };
  }
  const bounds = (
    [
      ["atLeast", ">="],
      ["below", "<"],
      ["after", ">"],
    ] as const
  ).filter(([bound]) => condition[bound] !== undefined);
  return {
    text:
      bounds.length === 0
        ? `${column} IS NOT NULL`
        : bounds.map(([, sign]) => `${column} ${sign} ?`).join(" AND "),
    values: bounds.map(([bound]) => sqlValue(condition[bound])),
  };
}
