import { StringDecoder } from "node:string_decoder";
import sax from "sax";
import { unreadable, type ReadRow, type RowReader } from "./row-reader.ts";

const ATTRIBUTES = new Set(["string", "date", "int", "float", "boolean", "id"]);
/** What the name of a trace's attribute begins with in a row, to tell it from an event's own. */
const TRACE = "case:";

/**
 * XES (IEEE 1849): a row per event, holding its attributes and, as `case:…`, those of its trace. Attributes within
 * attributes are passed over. XML that is broken cannot be read on.
 */
export function xesReader(columns: readonly string[]): RowReader {
  const parser = sax.parser(true);
  const text = new StringDecoder("utf8");
  const places = new Map(columns.map((column, place) => [column, place]));
  const blank = columns.map(() => "");
  const path: string[] = [];
  let rows: ReadRow[] = [];
  let failed = false;
  let trace = blank;
  let event = blank;
  let line = 0;

  parser.onopentag = ({ name, attributes }) => {
    const parent = path.at(-1);
    path.push(name);
    if (name === "trace") trace = [...blank];
    if (name === "event") {
      event = [...trace];
      line = parser.line + 1;
    }
    if (!ATTRIBUTES.has(name)) return;
    const { key, value } = attributes;
    if (typeof key !== "string" || typeof value !== "string") return;
    if (parent === "event") set(event, key, value);
    if (parent === "trace") set(trace, TRACE + key, value);
  };
  parser.onclosetag = (name) => {
    path.pop();
    if (name === "event") rows.push({ kind: "row", line, values: event });
  };
  parser.onerror = (error) => {
    if (!failed) rows.push(unreadable(parser.line + 1, error.message.split("\n", 1).join()));
    failed = true;
  };

  function set(values: string[], column: string, value: string): void {
    const place = places.get(column);
    if (place !== undefined) values[place] = value;
  }

  return {
    feed(chunk) {
      rows = [];
      if (!failed) parser.write(text.write(Buffer.from(chunk)));
      return rows;
    },
    end() {
      rows = [];
      if (!failed) parser.write(text.end()).close();
      return rows;
    },
  };
}
