import { invalidColumn } from "./columns.ts";
import type { FromColumn, Mapping, Step, Template } from "./mapping.ts";
import type { SourceRow } from "./source.ts";
import type { ReadTime } from "./time-format.ts";
import { no, yes, type OrRefusal } from "@docket/schemas";

/** Gives a row's value of a column; undefined when it is missing. */
export type Cells = (column: string) => string | undefined;
type Value = string | number | boolean | null;
type Filled = OrRefusal<Readonly<Record<string, Value>>>;

/** The columns that a mapping takes anything from. */
export function columnsOf(mapping: Mapping): readonly string[] {
  const columns = new Set([mapping.case]);
  const addTemplate = (template: Template) => {
    for (const value of Object.values(template)) {
      if (typeof value === "object" && value !== null) columns.add(value.column);
    }
  };
  const addStep = (step: Step) => {
    for (const column of step.when) columns.add(column);
    addTemplate(step.data);
  };
  addTemplate(mapping.open ?? {});
  if (mapping.rows === "events") {
    columns.add(mapping.at).add(mapping.activity);
    Object.values(mapping.activities).flat().forEach(addStep);
    mapping.otherwise?.forEach(addStep);
  } else {
    if (mapping.opened !== undefined) columns.add(mapping.opened);
    for (const step of mapping.steps) {
      addStep(step);
      for (const column of [step.at, ...step.plus]) columns.add(column);
    }
  }
  return [...columns];
}

/** How the values of a mapping's rows are looked up. */
export function cellsOf(mapping: Mapping, columns: readonly string[]): (row: SourceRow) => Cells {
  const missing = new Set(["", ...mapping.missing]);
  const places = new Map(columns.map((column, place) => [column, place]));
  return ({ values }) =>
    (column) => {
      const value = values[places.get(column) ?? -1];
      return value === undefined || missing.has(value) ? undefined : value;
    };
}

/** A command's data as a row gives it; ROW_INVALID names the column whose value cannot be taken. */
export function fill(template: Template, cells: Cells, readTime: ReadTime): Filled {
  const data: Record<string, Value> = {};
  for (const [field, source] of Object.entries(template)) {
    if (typeof source !== "object" || source === null) {
      data[field] = source;
      continue;
    }
    const text = cells(source.column);
    const value = text === undefined ? source.otherwise : valueOf(source, text, readTime);
    if (value !== undefined) data[field] = value;
    else if (text !== undefined)
      return no(invalidColumn(source.column, "has a value that the mapping does not take"));
  }
  return yes(data);
}

function valueOf(source: FromColumn, text: string, readTime: ReadTime): Value | undefined {
  if (source.values !== undefined) {
    return Object.hasOwn(source.values, text) ? source.values[text] : source.otherwise;
  }
  switch (source.as) {
    case "text":
      return (source.prefix ?? "") + text;
    case "number":
      return numberOf(text);
    case "time":
      return readTime(text);
    default:
      return source.as satisfies never;
  }
}

/** A decimal number; undefined for anything else. */
export const numberOf = (text: string): number | undefined =>
  /^-?\d{1,15}(\.\d+)?$/.test(text) ? Number(text) : undefined;
