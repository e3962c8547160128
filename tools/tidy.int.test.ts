import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, test } from "vitest";

/** What no file may hold; `caught` proves the pattern, `instead` says what to write. */
interface Ban {
  readonly name: string;
  readonly where: (file: string) => boolean;
  readonly pattern: RegExp;
  readonly caught: string;
  readonly instead: string;
}

const longest = 300;
const code = (file: string) => file.endsWith(".ts");
const tests = (file: string) => file.endsWith(".test.ts");
const proofs = (file: string) =>
  /(\.test|\.contract|\/contracts?|\/generate)\.ts$|\/src\/testing\//.test(file);
const pure = (file: string) => /^(schemas|packages)\//.test(file) && code(file) && !proofs(file);

const bans: readonly Ban[] = [
  {
    name: "any",
    where: code,
    pattern: /\bas any\b|<any>/,
    caught: "value as any",
    instead: "unknown, parsed at the edge",
  },
  {
    name: "double cast",
    where: code,
    pattern: /\bas unknown as\b/,
    caught: "value as unknown as Ticket",
    instead: "a type guard or a schema",
  },
  {
    name: "silenced check",
    where: code,
    pattern: /(eslint|oxlint|prettier|oxfmt)-(disable|ignore)|@ts-(ignore|expect-error|nocheck)/,
    caught: "// @ts-expect-error",
    instead: "code that the check accepts",
  },
  {
    name: "test left out",
    where: tests,
    pattern: /\b(describe|test|it)(\.\w+)*\.(skip|only|todo)\b/,
    caught: 'test.concurrent.skip("later")',
    instead: "a test that runs, or none",
  },
  {
    name: "clock, chance or environment in a package",
    where: pure,
    pattern:
      /\bnew Date\(\)|\bDate\.now\b|Math\.random|randomUUID|Temporal\.Now|performance\.now|process\.(env|hrtime)/,
    caught: "const now = new Date();",
    instead: "an argument: only services read them",
  },
  {
    name: "absolute path of a machine",
    where: () => true,
    pattern: /(?<![\w.:-])\/(work|tmp|home|root|Users)\//,
    caught: 'open("/tmp/docket")',
    instead: "a path relative to the file, or os.tmpdir()",
  },
  {
    name: "host of a package registry",
    where: () => true,
    pattern: /npmjs\.(org|com)|yarnpkg\.com|npmmirror\.com|resolution:.*https?:/,
    caught: "tarball: https://registry.npmjs.org/zod",
    instead: "the package's name",
  },
];

/** What may stay for now: the reason beside each. An entry that is no longer needed fails. */
const exceptions: Readonly<Record<string, string>> = {};

const root = join(import.meta.dirname, "..");
const self = relative(root, import.meta.filename);
const binary = /\.(gz|db|png|ico)$/;
const files = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
  cwd: root,
  encoding: "utf8",
  maxBuffer: 1 << 26,
})
  .split("\n")
  .filter((file) => file !== "" && file !== self && existsSync(join(root, file)));
const texts = files
  .filter((file) => !binary.test(file))
  .map((file) => [file, readFileSync(join(root, file), "utf8")] as const);

/** The systems and processors for which the lock file has a program, by the name that its packages begin with. */
function builds(lock: string): ReadonlyMap<string, readonly string[]> {
  const found: (readonly [family: string, machine: string])[] = [];
  for (const [, name = "", entry = ""] of lock.matchAll(/^ {2}'(\S+)@\d\S*':\n((?: {4}.+\n)+)/gm)) {
    const [, system] = /^ {4}os: \[(\w+)\]/m.exec(entry) ?? [];
    const [, processor] = /^ {4}cpu: \[(\w+)\]/m.exec(entry) ?? [];
    if (system === undefined || processor === undefined) continue;
    found.push([name.replace(/[-/](darwin|linux)\b.*/, ""), `${system} ${processor}`]);
  }
  const families = Map.groupBy(found, ([family]) => family);
  return new Map([...families].map(([family, all]) => [family, all.map(([, machine]) => machine)]));
}

function findings(): readonly string[] {
  const long = texts
    .filter(([file, text]) => code(file) && !text.startsWith("// Generated"))
    .filter(([, text]) => text.split("\n").length - 1 > longest)
    .map(([file]) => `longer than ${longest} lines: ${file}`);
  const banned = texts.flatMap(([file, text]) =>
    bans
      .filter(({ where, pattern }) => where(file) && pattern.test(text))
      .map(({ name, instead }) => `${name}: ${file} (instead: ${instead})`),
  );
  return [...long, ...banned];
}

describe("tidy", () => {
  test("the files are read", () => {
    expect(files.filter(code).length).toBeGreaterThan(10);
    expect(files).toContain("pnpm-lock.yaml");
  });
  test("a folder is named after its subject", () => {
    const vague = /(^|\/)(common|shared|utils|core|types|infrastructure)\//;
    expect(files.filter((file) => vague.test(file))).toEqual([]);
    expect("packages/utils/src/index.ts").toMatch(vague);
  });
  test("what is built for a system is locked for those of other developers too", () => {
    const lock = new Map(texts).get("pnpm-lock.yaml") ?? "";
    const ours = [...builds(lock)].filter(([, machines]) => machines.includes("linux x64"));
    expect(ours.length).toBeGreaterThan(3);
    for (const [family, machines] of ours) {
      expect([family, machines]).toEqual([
        family,
        expect.arrayContaining(["linux arm64", "darwin arm64", "darwin x64"]),
      ]);
    }
  });
  test.each(bans)("a planted $name is caught", ({ pattern, caught }) => {
    expect(caught).toMatch(pattern);
  });
  test("nothing is untidy but the exceptions, and each exception is needed", () => {
    expect(findings().toSorted()).toEqual(Object.keys(exceptions).toSorted());
  });
});
