import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { forbidden } from "../.dependency-cruiser.ts";

const root = join(import.meta.dirname, "..");
const places = ["schemas", "packages", "services", "testing", "bench"];
interface Report {
  readonly modules: readonly { readonly source: string; readonly dependencies: unknown[] }[];
  readonly summary: {
    readonly violations: readonly { readonly from: string; readonly rule: { name: string } }[];
  };
}

/** Reads a tree as `pnpm boundaries` does, with the same rules. */
function cruise(folder: string): Report {
  const program = join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const config = join(root, ".dependency-cruiser.ts");
  const { stdout, stderr } = spawnSync(
    process.execPath,
    [program, "--config", config, "--output-type", "json", ...places],
    { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28 },
  );
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as Report;
}

/** One forbidden import per rule: rule, importing file, what it imports. */
const planted: readonly [rule: string, file: string, imported: string][] = [
  ["no-cycle", "packages/ticket/src/a.ts", "./b.ts"],
  ["resolvable", "packages/ticket/src/c.ts", "@docket/desk/src/index.ts"],
  ["declared", "packages/ticket/src/d.ts", "stranger"],
  ["through-exports", "packages/ticket/src/e.ts", "../../desk/src/index.ts"],
  ["domain-no-io", "packages/ticket/src/f.ts", "node:fs"],
  ["domain-no-io", "schemas/src/f.ts", "node:timers/promises"],
  ["domain-no-io", "packages/event-sourcing/src/f.ts", "node:net"],
  ["domain-crypto", "packages/desk/src/f.ts", "node:crypto"],
  ["domain-no-stream", "packages/read-models/src/f.ts", "node:stream"],
  ["domain-no-world", "packages/importing/src/f.ts", "@docket/sqlite"],
  ["event-sourcing-alone", "packages/event-sourcing/src/g.ts", "@docket/ticket"],
  ["event-sourcing-no-vendor", "packages/event-sourcing/src/h.ts", "stranger"],
  ["sqlite-alone", "services/docket/src/f.ts", "node:sqlite"],
  ["eventstoredb-alone", "services/docket/src/i.ts", "@eventstore/db-client"],
  ["nats-alone", "services/docket/src/j.ts", "nats"],
  ["postgres-alone", "services/docket/src/k.ts", "pg"],
  ["adapter-no-service", "packages/sqlite/src/f.ts", "@docket/docket"],
  ["services-only", "packages/desk/src/g.ts", "ulid"],
  ["role-no-adapter", "services/projector/src/f.ts", "@docket/sqlite"],
  ["role-no-role", "services/projector/src/g.ts", "@docket/query-api"],
  ["packages-no-service", "packages/simulation/src/f.ts", "@docket/docket"],
  ["tests-only", "services/docket/src/g.ts", "vitest"],
  ["testing-for-tests", "packages/ticket/src/g.ts", "./testing/given.ts"],
  ["doubles-for-tests", "services/docket/src/l.ts", "@docket/local-servers"],
  ["no-test-import", "services/docket/src/h.ts", "./allowed.unit.test.ts"],
];
const allowed: readonly [file: string, imported: string][] = [
  ["packages/ticket/src/b.ts", "./a.ts"],
  ["packages/ticket/src/index.ts", "@docket/event-sourcing"],
  ["packages/event-sourcing/src/key.ts", "node:crypto"],
  ["packages/event-sourcing/src/store.contract.ts", "vitest"],
  ["packages/ticket/src/testing/given.ts", "vitest"],
  ["packages/importing/src/lines.ts", "node:stream"],
  ["packages/sqlite/src/open.ts", "node:sqlite"],
  ["packages/sqlite/src/open.int.test.ts", "node:fs"],
  ["services/docket/src/world.ts", "@docket/sqlite"],
  ["services/docket/src/roles.ts", "@docket/projector"],
  ["services/docket/src/allowed.unit.test.ts", "vitest"],
];

const vendors = ["stranger", "ulid", "vitest", "@eventstore/db-client", "nats", "pg"];
const packages = ["event-sourcing", "ticket", "desk", "read-models", "importing", "sqlite"];
const services = ["docket", "projector", "query-api"];

function plant(): string {
  const folder = mkdtempSync(join(tmpdir(), "docket-boundaries-"));
  const write = (file: string, text: string) => {
    mkdirSync(join(folder, dirname(file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  };
  const installed = JSON.stringify({ dependencies: { vitest: "1", ulid: "1" } });
  write("package.json", installed);
  for (const name of vendors) {
    write(`node_modules/${name}/package.json`, JSON.stringify({ name, main: "index.js" }));
    write(`node_modules/${name}/index.js`, "export const value = 1;");
  }
  mkdirSync(join(folder, "node_modules/@docket"));
  const own = [
    ...packages.map((name) => `packages/${name}`),
    ...services.map((name) => `services/${name}`),
    "testing/local-servers",
  ];
  for (const place of own) {
    const name = `@docket/${place.slice(place.indexOf("/") + 1)}`;
    write(`${place}/package.json`, JSON.stringify({ name, exports: { ".": "./src/index.ts" } }));
    write(`${place}/src/index.ts`, "export const value = 1;");
    symlinkSync(join(folder, place), join(folder, "node_modules", name));
  }
  // A type import leaves no trace in JavaScript: only a reader of TypeScript sees it.
  for (const [file, imported] of [
    ...planted.map(([, file, imported]) => [file, imported] as const),
    ...allowed,
  ])
    write(file, `import type * as it from "${imported}";\nexport type It = typeof it;\n`);
  write("bench/package.json", "{}");
  return folder;
}

describe("boundaries", () => {
  const folder = plant();
  afterAll(() => rmSync(folder, { recursive: true }));
  const { violations } = cruise(folder).summary;
  const found = new Set(violations.map(({ from, rule }) => `${rule.name} ${from}`));

  test.each(planted)("%s is seen in %s, which imports %s", (rule, file) => {
    expect(found).toContain(`${rule} ${file}`);
  });
  test.each(allowed.slice(1))("%s may import %s", (file) => {
    expect(violations.filter(({ from }) => from === file)).toEqual([]);
  });
  test("every rule has a planted import", () => {
    const named = new Set(planted.map(([rule]) => rule));
    expect(forbidden.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
  });
  test("every source file of the workspace is read, with its imports", () => {
    const { modules } = cruise(root);
    const read = new Set(modules.map(({ source }) => source));
    const files = globSync(
      places.map((place) => `${place}/**/src/**/*.ts`),
      {
        cwd: root,
        exclude: ["**/node_modules"],
      },
    );
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !read.has(file))).toEqual([]);
    expect(modules.flatMap(({ dependencies }) => dependencies)).not.toEqual([]);
  });
});
