import fc from "fast-check";
import { expect, test } from "vitest";
import { CSV_LINE_END, csvRecord } from "./csv.ts";

test("what a reader needs is quoted, and nothing else", () => {
  expect(csvRecord(["plain", null, 1.5, -3, true, 'a "b"', "c,d", "e\nf"])).toBe(
    'plain,,1.5,-3,true,"a ""b""","c,d","e\nf"',
  );
  expect(CSV_LINE_END).toBe("\r\n");
});

test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])(
  "the text %j is no formula, the number beside it stays one",
  (text) => {
    const [field = "", beside] = fieldsOf(csvRecord([text, -1]));
    expect(field).toBe(`'${text}`);
    expect(beside).toBe("-1");
  },
);

test("any texts come back as they were, but for the mark before formulas", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { minLength: 1 }), (texts) => {
      const back = fieldsOf(csvRecord(texts));
      expect(back.map((text) => text.replace(/^'(?=[=+\-@\t\r])/, ""))).toEqual(
        texts.map((text) => text.replace(/^'(?=[=+\-@\t\r])/, "")),
      );
      for (const text of back) expect(text).not.toMatch(/^[=+\-@\t\r]/);
    }),
  );
});

/** The fields of one record, after RFC 4180. */
const fieldsOf = (record: string): string[] =>
  [...`,${record}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(
    ([, quoted, plain = ""]) => quoted?.replaceAll('""', '"') ?? plain,
  );
