import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const docs = join(import.meta.dirname, "../../../docs");
const page = readFileSync(join(docs, "failures.md"), "utf8");
const rows = page.split("\n").filter((line) => /^\| \d+ /.test(line));
const named = rows.flatMap((row) =>
  [...row.matchAll(/\]\((\S+?)\) ((?:\*[^*]+\*(?:, )?)+)/g)].flatMap(([, path = "", names = ""]) =>
    [...names.matchAll(/\*([^*]+)\*/g)].map(([, name = ""]) => ({ path, name })),
  ),
);

test("the page has the 16 failures, each with tests", () => {
  expect(rows.map((row) => Number.parseInt(row.slice(2)))).toEqual(
    Array.from({ length: 16 }, (_, place) => place + 1),
  );
  expect(rows.filter((row) => !row.includes("](../"))).toEqual([]);
  expect(named.length).toBeGreaterThanOrEqual(rows.length);
});

test.each(named)("$path has the test “$name”", ({ path, name }) => {
  expect(readFileSync(join(docs, path), "utf8")).toContain(`"${name}"`);
});

test("the simulation has a test of each failure under the page's number and words", () => {
  const tests = readFileSync(join(import.meta.dirname, "failures.int.test.ts"), "utf8");
  for (const row of rows) {
    const [, number = "", words = ""] = /^\| (\d+) ([^|]+?) \|/.exec(row) ?? [];
    expect(tests).toContain(`[${number}, "${words}"]`);
  }
});
