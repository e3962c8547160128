import { lineSplitter, MAX_ROW_BYTES, type Line } from "./lines.ts";
import {
  columnMissing,
  columnRepeated,
  malformed,
  type ReadRow,
  type RowReader,
} from "./row-reader.ts";

interface TextLine {
  readonly line: number;
  readonly text: string;
}

/**
 * Comma-separated values (RFC 4180) with a header. A record that cannot be read costs its own line and no other: when
 * a quote is never closed, the lines that it seemed to embrace are read again as records of their own.
 */
export function csvReader(delimiter: string, columns: readonly string[]): RowReader {
  const lines = lineSplitter();
  /** Where each column stands in a record, once the header was read. */
  let places: readonly number[] | undefined;
  let width = 0;
  let stopped = false;
  /** Lines within a quoted field that is not closed yet. */
  let pending: TextLine[] = [];
  let pendingSize = 0;
  let rows: ReadRow[] = [];

  function take(line: TextLine): void {
    if (stopped) return;
    if (pending.length > 0) return takeWithinQuotes(line);
    if (line.text === "") return;
    if (hasOddQuotes(line.text)) return hold(line);
    const fields = fieldsOf(line.text, delimiter);
    if (!takeRecord(line.line, fields)) rows.push(broken(line.line));
  }

  function takeWithinQuotes(line: TextLine): void {
    hold(line);
    if (hasOddQuotes(line.text)) {
      const [first] = pending;
      const fields = fieldsOf(pending.map((part) => part.text).join("\n"), delimiter);
      if (first !== undefined && takeRecord(first.line, fields)) {
        pending = [];
        pendingSize = 0;
      } else giveUp();
    } else if (pendingSize > MAX_ROW_BYTES) giveUp();
  }

  function hold(line: TextLine): void {
    pending.push(line);
    pendingSize += line.text.length + 1;
  }

  /** The first pending line opened a quote for nothing: it is refused, the others stand for themselves. */
  function giveUp(): void {
    const [first, ...others] = pending;
    pending = [];
    pendingSize = 0;
    if (first !== undefined) rows.push(broken(first.line));
    for (const other of others) take(other);
  }

  function giveUpAll(): void {
    while (pending.length > 0) giveUp();
  }

  function takeRecord(line: number, fields: readonly string[] | undefined): boolean {
    if (fields === undefined) return false;
    if (places === undefined) {
      readHeader(line, fields);
      return true;
    }
    if (fields.length !== width) return false;
    rows.push({ kind: "row", line, values: places.map((place) => fields[place] ?? "") });
    return true;
  }

  function readHeader(line: number, header: readonly string[]): void {
    width = header.length;
    places = columns.map((column) => header.indexOf(column));
    const missing = columns.find((column) => !header.includes(column));
    const repeated = columns.find(
      (column) => header.indexOf(column) !== header.lastIndexOf(column),
    );
    if (missing !== undefined) rows.push(columnMissing(line, missing));
    else if (repeated !== undefined) rows.push(columnRepeated(line, repeated));
    stopped = missing !== undefined || repeated !== undefined;
  }

  const broken = (line: number) =>
    malformed(
      line,
      places === undefined ? "It is no header." : `It is no record of ${width} fields.`,
    );

  function drain(read: readonly Line[]): readonly ReadRow[] {
    rows = [];
    for (const line of read) {
      if (line.ok) take(line);
      else {
        // A record that goes on here would be taken without this line.
        giveUpAll();
        rows.push(malformed(line.line, line.why));
      }
    }
    return rows;
  }

  return {
    feed: (chunk) => drain(lines.feed(chunk)),
    end: () => {
      drain(lines.end());
      giveUpAll();
      const [wanted] = columns;
      // Without a header it is another file, or none: that all its lines are accounted for would say too little.
      if (places === undefined && wanted !== undefined) rows.push(columnMissing(1, wanted));
      return rows;
    },
  };
}

function hasOddQuotes(text: string): boolean {
  let odd = false;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) odd = !odd;
  return odd;
}

/** The fields of a record; undefined when its quotes are out of place. */
function fieldsOf(record: string, delimiter: string): readonly string[] | undefined {
  if (!record.includes('"')) return record.split(delimiter);
  const fields: string[] = [];
  for (let at = 0; ; at += delimiter.length) {
    const [field, end] = record.startsWith('"', at)
      ? quotedField(record, at)
      : plainField(record, at, delimiter);
    if (field === undefined) return undefined;
    fields.push(field);
    if (end === record.length) return fields;
    if (!record.startsWith(delimiter, end)) return undefined;
    at = end;
  }
}

type Field = readonly [value: string | undefined, end: number];

function quotedField(record: string, start: number): Field {
  let value = "";
  for (let from = start + 1; ;) {
    const quote = record.indexOf('"', from);
    if (quote === -1) return [undefined, from];
    value += record.slice(from, quote);
    if (!record.startsWith('"', quote + 1)) return [value, quote + 1];
    value += '"';
    from = quote + 2;
  }
}

function plainField(record: string, start: number, delimiter: string): Field {
  const found = record.indexOf(delimiter, start);
  const end = found === -1 ? record.length : found;
  const value = record.slice(start, end);
  return [value.includes('"') ? undefined : value, end];
}
