import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

/** The package read from the first file to the last: none looks ahead. */
const READING_ORDER = [
  "brands.ts",
  "reference.ts",
  "state.ts",
  "position.ts",
  "charts.ts",
  "life-cycle.ts",
  "evolve/opening.ts",
  "evolve/parts.ts",
  "evolve/facts.ts",
  "evolve.ts",
  "decide/decision.ts",
  "decide/rights.ts",
  "decide/commands.ts",
  "decide/not-allowed.ts",
  "decide/other-ticket.ts",
  "decide/intake.ts",
  "decide/conversation.ts",
  "decide/routing.ts",
  "decide/work.ts",
  "decide/complaint.ts",
  "decide/resolution.ts",
  "decide/follow-up.ts",
  "decide/linking.ts",
  "decide/record.ts",
  "decide.ts",
  "react.ts",
  "ticket.ts",
  "event-types.ts",
  "reachable.ts",
  "mermaid.ts",
  "history.ts",
  "life-cycles-page.ts",
];

const source = fileURLToPath(new URL(".", import.meta.url));
const importsOf = (file: string) =>
  [...readFileSync(join(source, file), "utf8").matchAll(/ from "(\.[^"]+)"/g)].map(([, path]) =>
    join(dirname(file), path ?? ""),
  );

test("lists every file", () => {
  const files = globSync("**/*.ts", { cwd: source }).filter(
    (file) => !/\.test\.ts$|^testing\/|^(index|generate.*)\.ts$/.test(file),
  );
  expect(files.toSorted()).toEqual(READING_ORDER.toSorted());
});

test.each(READING_ORDER.map((file, index) => ({ file, index })))(
  "$file imports only what was read before",
  ({ file, index }) => {
    const before = READING_ORDER.slice(0, index);
    expect(importsOf(file).filter((path) => !before.includes(path))).toEqual([]);
  },
);

test("index.ts exports in that order", () => {
  const exported = importsOf("index.ts");
  expect(exported).toEqual(READING_ORDER.filter((file) => exported.includes(file)));
});
