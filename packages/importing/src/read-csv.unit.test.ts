import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { MAX_ROW_BYTES } from "./lines.ts";
import { csvReader } from "./read-csv.ts";
import { inShort, readAll } from "./testing/bytes.ts";

const read = (text: string, columns = ["a", "b"], delimiter = ",", size = 7) =>
  inShort(readAll(csvReader(delimiter, columns), text, size));

describe("a CSV file", () => {
  test("gives the wanted columns in the source's order, with the line each record begins on", () => {
    expect(read("b,x,a\n1,2,3\n4,5,6\n")).toEqual([
      [2, "3", "1"],
      [3, "6", "4"],
    ]);
  });

  test("may have a byte order mark, carriage returns, blank lines and no last newline", () => {
    expect(read("\uFEFFa;b\r\n1;2\r\n\r\n3;4", ["a", "b"], ";")).toEqual([
      [2, "1", "2"],
      [4, "3", "4"],
    ]);
  });

  test("keeps delimiters, quotes and newlines within quotes", () => {
    expect(read('a,b\n"1,""x""","2\n3"\n4,5\n')).toEqual([
      [2, '1,"x"', "2\n3"],
      [4, "4", "5"],
    ]);
  });

  test("has line feeds within quotes, whichever ends of lines it is written with", () => {
    expect(read('a,b\r\n"1\r\n\r\n2",3\r\n')).toEqual([[2, "1\n\n2", "3"]]);
  });

  test("with a column missing cannot be read", () => {
    expect(read("a,c\n1,2\n")).toEqual([[1, "unreadable", "COLUMN_MISSING"]]);
  });

  test("with two columns of a name cannot be read, unless nothing is taken from them", () => {
    const [row, ...others] = readAll(csvReader(",", ["a", "b"]), "b,a,b\n1,2,3\n", 99);
    expect(row).toMatchObject({
      kind: "unreadable",
      refusal: { code: "FILE_UNREADABLE", field: "b", message: expect.stringContaining("`b`") },
    });
    expect(others).toEqual([]);
    expect(read("a,b,c,c\n1,2,3,4\n")).toEqual([[2, "1", "2"]]);
  });

  test.each([
    ["is empty", "", 0],
    ["holds blank lines", "\n\n", 0],
    ["holds something else", '{"a":1}\n{"b":2}\n', 2],
    ["ends within a quote", '"a,b\n', 1],
  ])("that %s has no header and cannot be read", (_, text, lines) => {
    const rows = read(text);
    expect(rows.at(-1)).toEqual([1, "unreadable", "COLUMN_MISSING"]);
    expect(rows).toHaveLength(lines + 1);
  });
});

describe("a malformed record", () => {
  test.each([
    ["has too few fields", "1"],
    ["has too many fields", "1,2,3"],
    ["has text after a quoted field", '1,"x"y'],
    ["has a quote within a plain field", '1,5" 6"'],
  ])("that %s costs its own line only", (_, record) => {
    expect(read(`a,b\n1,2\n${record}\n3,4\n`)).toEqual([
      [2, "1", "2"],
      [3, "malformed", "ROW_MALFORMED"],
      [4, "3", "4"],
    ]);
  });

  test("whose quote is never closed costs its own line only", () => {
    const expected = [
      [2, "malformed", "ROW_MALFORMED"],
      [3, "3", "4"],
      [4, "5", "6\n7"],
      [6, "8", "9"],
    ];
    expect(read('a,b\n1,"2\n3,4\n5,"6\n7"\n8,9\n')).toEqual(expected);
    expect(read('a,b\n1,"2\n3,4\n')).toEqual(expected.slice(0, 2));
  });

  test("that is not UTF-8 is refused", () => {
    const reader = csvReader(",", ["a", "b"]);
    const rows = reader.feed(Buffer.from("a,b\n1,\xe9\n3,4\n", "latin1"));
    expect(inShort(rows)).toEqual([
      [2, "malformed", "ROW_MALFORMED"],
      [3, "3", "4"],
    ]);
  });

  test("of several lines, one of which cannot be read, is refused and not taken without it", () => {
    const reader = csvReader(",", ["a", "b"]);
    const rows = reader.feed(Buffer.from('a,b\n1,"2\n\xe9\n3",\n4,5\n', "latin1"));
    expect(inShort([...rows, ...reader.end()])).toEqual([
      [2, "malformed", "ROW_MALFORMED"],
      [3, "malformed", "ROW_MALFORMED"],
      [4, "malformed", "ROW_MALFORMED"],
      [5, "4", "5"],
    ]);
  });

  test("may have the sign for what somebody else could not read", () => {
    expect(read("a,b\n1,caf\uFFFD\n")).toEqual([[2, "1", "caf\uFFFD"]]);
  });

  test("that is too long is refused, and its bytes are not kept", () => {
    const long = "x".repeat(MAX_ROW_BYTES + 1);
    expect(read(`a,b\n1,${long}\n3,4\n`, ["a", "b"], ",", 65_536)).toEqual([
      [2, "malformed", "ROW_MALFORMED"],
      [3, "3", "4"],
    ]);
  });
});

test("what was written is read, however the bytes are cut", () => {
  const quoted = (field: string) => `"${field.replaceAll('"', '""')}"`;
  const field = fc.string({ unit: fc.constantFrom("a", "é", "😀", ",", ";", '"', "\n", " ") });
  const records = fc.array(fc.tuple(field, field), { maxLength: 8 });
  fc.assert(
    fc.property(records, fc.integer({ min: 1, max: 9 }), (written, size) => {
      const text = `a,b\n${written.map((fields) => `${fields.map(quoted).join(",")}\n`).join("")}`;
      const rows = readAll(csvReader(",", ["a", "b"]), text, size);
      expect(rows.map((row) => (row.kind === "row" ? row.values : row.kind))).toEqual(written);
    }),
  );
});

test("any bytes give each line at most one row, in order", () => {
  const text = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n"), maxLength: 60 });
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 9 }), (body, size) => {
      const read1 = readAll(csvReader(",", ["a", "b"]), `a,b\n${body}`, size);
      const lines = read1.map((row) => row.line);
      expect(lines).toEqual([...new Set(lines)].toSorted((one, other) => one - other));
      const whole = readAll(csvReader(",", ["a", "b"]), `a,b\n${body}`, 1_000);
      expect(read1).toEqual(whole);
    }),
  );
});
