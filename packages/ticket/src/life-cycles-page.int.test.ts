import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventOf } from "./decide/commands.ts";
import { lifeCyclesPage } from "./life-cycles-page.ts";

const page = readFileSync(join(import.meta.dirname, "../../../docs/life-cycles.md"), "utf8");

test("docs/life-cycles.md is what `pnpm generate` writes", () => {
  expect(page).toBe(lifeCyclesPage());
});

test("it lists every command once", () => {
  const listed = [...page.matchAll(/^\| `(\w+)`[^|]*\| `\w+`/gm)].map(([, command]) => command);
  expect(listed).toEqual(Object.keys(eventOf));
});

test("a row says where a command is allowed, and who may", () => {
  expect(page).toContain("| `note` | `noteAdded` | ● | ● | ● | ● | ● | *agents*, qualityAssurance");
  expect(page).toContain("| `resolve` | `resolved` | ● | ● | ○ |  |  | *agents* |");
  expect(page).toContain("| `reopen` | `reopened` |  |  |  | ● | ● | *agents* |");
  expect(page).toContain(
    "| `startInvestigation` (complaint only) | `investigationStarted` |  |  | ○ |  |  | ",
  );
});
