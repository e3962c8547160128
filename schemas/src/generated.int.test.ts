import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commandTypes } from "./command.ts";
import { breaks } from "./compatibility.ts";
import { eventSchemas } from "./event.ts";
import { GENERATED_FOLDERS, generatedFiles } from "./generated-files.ts";
import { eventSchema, type JsonSchema } from "./json-schemas.ts";
import { parseCommand, parsePolicy } from "./index.ts";
import { refusals } from "./refusals.ts";

const root = join(import.meta.dirname, "../..");
const list = (pattern: string) => globSync(pattern, { cwd: root }).toSorted();
const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), "utf8"));
const nameOf = (path: string) => path.slice(path.lastIndexOf("/") + 1, -".json".length);

const expected = generatedFiles();

describe("generated files", () => {
  test("each is what `pnpm generate` writes", () => {
    const present = GENERATED_FOLDERS.flatMap((folder) => list(`${folder}/**/*.*`));
    const textOf = (path: string) => {
      const found = list(path);
      return found.length === 0 ? undefined : readFileSync(join(root, path), "utf8");
    };
    const stale = present.filter((path) => !expected.has(path));
    const changed = [...expected].filter(([path, text]) => textOf(path) !== text);
    expect({ stale, changed: changed.map(([path]) => path) }).toEqual({ stale: [], changed: [] });
  });
  test("errors.md explains every code", () => {
    const page = readFileSync(join(root, "docs/errors.md"), "utf8");
    const explained = [...page.matchAll(/^\| `([A-Z_]+)` \| \d{3} \|/gm)].flatMap(
      ([, code = ""]) => code,
    );
    expect(explained.toSorted()).toEqual(Object.keys(refusals).toSorted());
  });
});

describe("samples", () => {
  const commands = list("schemas/samples/commands/*.json");
  const events = list("schemas/samples/events/*.json");
  test("there is one of each type", () => {
    expect(commands.map(nameOf)).toEqual(commandTypes.toSorted());
    expect(events.map(nameOf)).toEqual([...eventSchemas.keys()].toSorted());
  });
  test.each(commands)("%s parses to itself", (path) => {
    expect(parseCommand(read(path))).toEqual({ ok: true, command: read(path) });
  });
  test.each(events)("%s parses to itself", (path) => {
    const type = nameOf(path);
    expect(eventSchema(type, eventSchemas.get(type)!).parse(read(path))).toEqual(read(path));
  });
  test.each(list("schemas/samples/policies/*.json"))("%s parses to itself", (path) => {
    expect(parsePolicy(read(path))).toEqual({ ok: true, value: read(path) });
  });
  test.each(list("schemas/samples/refused/*.json"))("%s is refused", (path) => {
    const { sent, code, field } = read(path) as { sent: unknown; code: string; field?: string };
    const parsed = parseCommand(sent);
    expect(parsed.ok ? "accepted" : parsed.refusal).toMatchObject({ code });
    expect(parsed.ok ? "accepted" : parsed.refusal.field).toBe(field);
  });
});

describe("published language", () => {
  const published = list("schemas/published/*/{commands,events,policies}/*.json");
  test("version 1 was published with commands, events and policies", () => {
    const folders = new Set(published.map((path) => path.slice(0, path.lastIndexOf("/"))));
    const first = ["commands", "events", "policies"].map((name) => `schemas/published/1/${name}`);
    expect([...folders]).toEqual(expect.arrayContaining(first));
  });
  test.each(published)("what %s allowed is allowed still", (path) => {
    const present = expected.get(path.replace(/^schemas\/published\/\d+\//, "schemas/json/"));
    expect(present).toBeDefined();
    expect(breaks(read(path) as JsonSchema, JSON.parse(present!) as JsonSchema)).toEqual([]);
  });
});
