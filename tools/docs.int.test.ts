import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const start = "docs/README.md";
const pages = new Map(
  ["README.md", "CONTRIBUTING.md", ...globSync("docs/**/*.md", { cwd: root })].map((path) => [
    path,
    readFileSync(join(root, path), "utf8"),
  ]),
);

const withoutCode = (text: string) =>
  text.replaceAll(/^```.*?^```/gms, "").replaceAll(/`[^`\n]*`/g, "");

interface Link {
  readonly from: string;
  /** The file or folder it leads to, from the root. */
  readonly to: string;
  readonly anchor: string | undefined;
}

const links: readonly Link[] = [...pages].flatMap(([from, text]) =>
  [...withoutCode(text).matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = ""]) => target)
    .filter((target) => !/^[a-z]+:/.test(target))
    .map((target) => {
      const [path = "", anchor] = target.split("#");
      return { from, to: path === "" ? from : normalize(join(dirname(from), path)), anchor };
    }),
);

/** The anchors of a page's headings, as GitHub makes them. */
function anchorsIn(text: string): readonly string[] {
  const headings = text.replaceAll(/^```.*?^```/gms, "").matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = ""]) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\s_-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

describe("the documentation", () => {
  test("is read", () => {
    expect(pages.has(start)).toBe(true);
    expect(links.length).toBeGreaterThan(30);
  });

  test("has no dead links", () => {
    const dead = links.filter(({ to, anchor }) => {
      if (!existsSync(join(root, to))) return true;
      return anchor !== undefined && !anchorsIn(pages.get(to) ?? "").includes(anchor);
    });
    expect(dead).toEqual([]);
  });

  test("has no orphans: every page is reached from docs/README.md", () => {
    const reached = new Set([start]);
    for (const page of reached) {
      for (const { from, to } of links) if (from === page && pages.has(to)) reached.add(to);
    }
    expect([...pages.keys()].filter((page) => !reached.has(page))).toEqual([]);
  });

  test("names no file that does not exist", () => {
    const named = /(?<![\w./-])(?:schemas|packages|services|docs|tools|bench)\/[\w./-]*\w/g;
    const missing = [...pages].flatMap(([page, text]) =>
      [...text.matchAll(named)]
        .filter(([path]) => !existsSync(join(root, path)))
        .map(([path]) => `${page}: ${path}`),
    );
    expect(missing).toEqual([]);
  });
});
