import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { jsonLinesReader } from "./read-json-lines.ts";
import { readRows, type Bytes } from "./read-rows.ts";
import { xesReader } from "./read-xes.ts";
import type { ReadRow } from "./row-reader.ts";
import { bytesOf, inShort, readAll } from "./testing/bytes.ts";

const source = { format: { kind: "csv", delimiter: "," }, columns: ["a"] } as const;
const text = `a\n${Array.from({ length: 500 }, (_, index) => `value ${index}\n`).join("")}`;

async function collect(bytes: Bytes) {
  const rows: ReadRow[] = [];
  let bytesRead = 0;
  for await (const batch of readRows(bytes, source)) {
    rows.push(...batch.rows);
    bytesRead = batch.bytesRead;
  }
  return { rows, bytesRead };
}

describe("a file", () => {
  test("is read plain or gzip, and counts the bytes of the file itself", async () => {
    const zipped = gzipSync(text);
    const plain = await collect(bytesOf(text));
    expect(plain.rows).toHaveLength(500);
    expect(plain.bytesRead).toBe(Buffer.byteLength(text));
    expect(await collect(bytesOf(zipped, 1))).toEqual({ ...plain, bytesRead: zipped.length });
  });

  test("that is empty has no rows, and lacks the header that its format asks for", async () => {
    expect(inShort(readAll(jsonLinesReader(["a"]), "", 1))).toEqual([]);
    const { rows } = await collect(bytesOf(""));
    expect(inShort(rows)).toEqual([[1, "unreadable", "COLUMN_MISSING"]]);
  });

  test.each([
    ["cut short", (zipped: Buffer) => zipped.subarray(0, -9), "is cut short"],
    [
      "damaged",
      (zipped: Buffer) => Buffer.from(zipped.map((byte, at) => (at === 40 ? ~byte : byte))),
      "is damaged",
    ],
    ["followed by more", (zipped: Buffer) => Buffer.concat([zipped, zipped]), "More follows"],
  ])("whose gzip data is %s is unreadable from there on", async (_, spoil, why) => {
    const { rows } = await collect(bytesOf(spoil(gzipSync(text)), 16));
    expect(rows.at(-1)).toMatchObject({
      kind: "unreadable",
      refusal: { code: "FILE_UNREADABLE", message: expect.stringContaining(why) },
    });
  });

  test("whose gzip data cannot be read on amid a row gives no part of that row", async () => {
    const cut = text.length - "99\n".length;
    const members = [text.slice(0, cut), text.slice(cut)].map((part) => gzipSync(part));
    const { rows } = await collect(bytesOf(Buffer.concat(members), 16));
    expect(rows.filter(({ kind }) => kind === "row")).toHaveLength(499);
    expect(rows.at(-1)).toMatchObject({ kind: "unreadable", line: 501 });
  });

  test("whose own source fails throws that failure", async () => {
    const lost = Object.assign(new Error("lost"), { code: "EIO" });
    async function* failing(): Bytes {
      yield* bytesOf("a\n1\n");
      throw lost;
    }
    await expect(collect(failing())).rejects.toBe(lost);
  });

  test("is taken no faster than its rows are", async () => {
    let taken = 0;
    async function* watched(): Bytes {
      for await (const piece of bytesOf(text, 100)) {
        taken += 1;
        yield piece;
      }
    }
    const batches = readRows(watched(), source);
    await batches.next();
    expect(taken).toBe(1);
    await batches.next();
    expect(taken).toBe(2);
    await batches.return();
  });
});

describe("JSON lines", () => {
  const read = (lines: string) => inShort(readAll(jsonLinesReader(["a", "b"]), lines));

  test("give texts, numbers and booleans; null and what is absent are missing", () => {
    expect(read('{"b":"x","a":1.5}\n\n{"a":true}\n{"a":null,"b":""}')).toEqual([
      [1, "1.5", "x"],
      [3, "true", ""],
      [4, "", ""],
    ]);
  });

  test("keep the digits of numbers that a double would round", () => {
    const ids = ["9007199254740993", "9007199254740992", "-9007199254740993", "9007199254740991"];
    const text = ids.map((id) => `{"a":${id},"b":{"c":${id}},"d":0.5}\n`).join("");
    expect(inShort(readAll(jsonLinesReader(["a", "d"]), text))).toEqual(
      ids.map((id, place) => [place + 1, id, "0.5"]),
    );
  });

  test("refuse what is no object, and a value that is no text, by line", () => {
    expect(read('{"a":\n[1]\n{"a":[1]}\n{"a":"ok"}\n')).toEqual([
      [1, "malformed", "ROW_MALFORMED"],
      [2, "malformed", "ROW_MALFORMED"],
      [3, "malformed", "ROW_INVALID"],
      [4, "ok", ""],
    ]);
  });

  test("know no field but the object's own", () => {
    expect(inShort(readAll(jsonLinesReader(["toString"]), "{}\n"))).toEqual([[1, ""]]);
  });
});

describe("XES", () => {
  const columns = ["case:concept:name", "concept:name", "note"];
  const read = (xml: string) => inShort(readAll(xesReader(columns), xml));

  test("gives a row per event with its trace's attributes, however nested ones are called", () => {
    const xml = `<log><string key="concept:name" value="the log"/>
<trace><string key="concept:name" value="T&amp;1"/>
<event><string key="concept:name" value="A"><string key="note" value="nested"/></string></event>
<event><string key="note" value="é"/></event></trace>
<trace><event><string key="concept:name" value="B"/></event></trace></log>`;
    expect(read(xml)).toEqual([
      [3, "T&1", "A", ""],
      [4, "T&1", "", "é"],
      [5, "", "B", ""],
    ]);
  });

  test("may have a prefix before its names", () => {
    const named = (value: string) => `<x:string value="${value}" key="concept:name"/>`;
    const event = `<x:event>${named("A")}</x:event>`;
    const xml = `<x:log xmlns:x="http://www.xes-standard.org/"><x:trace>${named("T")}${event}</x:trace></x:log>`;
    expect(read(xml)).toEqual([[1, "T", "A", ""]]);
  });

  test("that is not UTF-8 is unreadable from there on, whatever it says of itself", () => {
    const reader = xesReader(columns);
    const begun = `<?xml version="1.0" encoding="ISO-8859-1"?><log>\n<trace><event/></trace>`;
    expect(inShort(reader.feed(Buffer.from(begun)))).toEqual([[2, "", "", ""]]);
    const event = '\n<trace><event><string key="note" value="é"/></event></trace>';
    const unread = [[2, "unreadable", "FILE_UNREADABLE"]];
    expect(inShort(reader.feed(Buffer.from(event, "latin1")))).toEqual(unread);
    expect(reader.end()).toEqual([]);
    const cut = xesReader(columns);
    cut.feed(Buffer.from("<log>é").subarray(0, -1));
    expect(inShort(cut.end())).toEqual([[1, "unreadable", "FILE_UNREADABLE"]]);
  });

  test("is told from other XML", () => {
    const unread = [[1, "unreadable", "FILE_UNREADABLE"]];
    expect(read("<html><event/></html>")).toEqual(unread);
    expect(read("<trace><event/></trace>")).toEqual(unread);
    expect(read("<log></log>")).toEqual([]);
  });

  test("that is broken is unreadable from there on", () => {
    const event = '<event><string key="concept:name" value="A"/></event>';
    expect(read(`<log><trace>\n${event}\n</log>${event}`)).toEqual([
      [2, "", "A", ""],
      [3, "unreadable", "FILE_UNREADABLE"],
    ]);
    expect(read(`<log><trace>\n${event}`)).toEqual([
      [2, "", "A", ""],
      [2, "unreadable", "FILE_UNREADABLE"],
    ]);
  });
});
