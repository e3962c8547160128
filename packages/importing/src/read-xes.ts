import sax from "sax";
import { unreadable, type ReadRow, type RowReader } from "./row-reader.ts";

const ATTRIBUTES = new Set(["string", "date", "int", "float", "boolean", "id"]);
/** What the name of a trace's attribute begins with in a row, to tell it from an event's own. */
const TRACE = "case:";

/** A file may write the names of XES with a prefix for their namespace. */
const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

/**
 * XES (IEEE 1849): a row per event, holding its attributes and, as `case:…`, those of its trace. Attributes within
 * attributes are passed over. XML that is something else, broken, or not UTF-8 whatever it says of itself, cannot be read on.
 */
export function xesReader(columns: readonly string[]): RowReader {
  const parser = sax.parser(true);
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const places = new Map(columns.map((column, place) => [column, place]));
  const blank = columns.map(() => "");
  const path: string[] = [];
  let rows: ReadRow[] = [];
  let failed = false;
  let trace = blank;
  let event = blank;
  let line = 0;

  parser.onopentag = ({ name: qualified, attributes }) => {
    const name = localName(qualified);
    const parent = path.at(-1);
    if (parent === undefined && name !== "log")
      fail("It is no XES: its outermost element is no `log`.");
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
  parser.onclosetag = () => {
    if (path.pop() === "event" && !failed) rows.push({ kind: "row", line, values: event });
  };
  parser.onerror = (error) => fail(error.message.split("\n", 1).join());

  function fail(why: string): void {
    if (!failed) rows.push(unreadable(parser.line + 1, why));
    failed = true;
  }

  function set(values: string[], column: string, value: string): void {
    const place = places.get(column);
    if (place !== undefined) values[place] = value;
  }

  /** The next bytes, or the end of them. Signs in place of what is not UTF-8 could make one ticket of two. */
  function parse(chunk?: Uint8Array): void {
    let text: string;
    try {
      text = decoder.decode(chunk, { stream: chunk !== undefined });
    } catch {
      return fail("It is not UTF-8.");
    }
    parser.write(text);
  }

  return {
    feed(chunk) {
      rows = [];
      if (!failed) parse(chunk);
      return rows;
    },
    end() {
      rows = [];
      if (!failed) parse();
      if (!failed) parser.close();
      return rows;
    },
  };
}
