import { execFile } from "node:child_process";
import {
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { freePort } from "../testing/local-servers/src/free-port.ts";

/**
 * Runs what the documentation tells people to run: the blocks of a page that are marked `sh run`, one after another, in
 * one shell and one empty folder. A block marked `sh serve` runs beside those after it.
 */

const root = join(import.meta.dirname, "..");
const PORT = "8420";

const marked = ["README.md", ...globSync("docs/**/*.md", { cwd: root })]
  .map((page) => ({ page, script: scriptOf(readFileSync(join(root, page), "utf8")) }))
  .filter(({ script }) => script !== "");

function scriptOf(text: string): string {
  const blocks = [...text.matchAll(/^```sh (run|serve)\n(.*?)^```/gms)];
  return blocks
    .map(([, mark, block = ""]) => (mark === "serve" ? served(block) : block))
    .join("\n");
}

function served(block: string): string {
  return `
${block.trim()} >&2 &
server=$!
trap 'kill $server; wait $server' EXIT
while [ ! -e docket-data/server.json ]; do kill -0 $server; sleep 0.1; done
`;
}

/** As much of curl as the pages use: it may be missing where tests run. */
const CURL = `
const { parseArgs } = require("node:util");
const short = (type, short) => ({ type, short });
const options = { silent: short("boolean", "s"), header: short("string", "H"), data: short("string", "d") };
const { values: { header, data }, positionals: [url] } = parseArgs({ options, allowPositionals: true });
const body = data && require("node:fs").readFileSync(data.slice(1));
const headers = header && [header.split(": ")];
fetch(url, { headers, ...(body && { method: "POST", body }) })
  .then((answer) => answer.text())
  .then(console.log);
`;

/** A folder with the programs that the pages call. */
function programs(folder: string): string {
  const bin = join(folder, "bin");
  const main = join(root, "services/docket/src/main.ts");
  mkdirSync(bin);
  symlinkSync(process.execPath, join(bin, "node"));
  writeFileSync(join(bin, "docket"), `#!/bin/sh\nexec node "${main}" "$@"\n`, { mode: 0o755 });
  writeFileSync(join(bin, "curl.cjs"), CURL);
  writeFileSync(join(bin, "curl"), `#!/bin/sh\nexec node "${bin}/curl.cjs" "$@"\n`, {
    mode: 0o755,
  });
  return bin;
}

function run(script: string, folder: string): Promise<{ code: unknown; errors: string }> {
  const env = {
    ...process.env,
    PATH: `${programs(folder)}:${process.env["PATH"]}`,
    DOCKET_DATA: undefined,
  };
  const cwd = join(folder, "work");
  mkdirSync(cwd);
  return new Promise((done) => {
    execFile("bash", ["-euo", "pipefail", "-c", script], { cwd, env }, (error, _out, errors) =>
      done({ code: error?.code ?? 0, errors }),
    );
  });
}

test("there is something to run", () => {
  expect(marked.map(({ page }) => page)).toContain("README.md");
  expect(marked.length).toBeGreaterThan(3);
});

test.each(marked)("$page does what it says", async ({ script }) => {
  const folder = mkdtempSync(join(tmpdir(), "docket-docs-"));
  try {
    const port = String(await freePort());
    const outcome = await run(script.replaceAll(PORT, port), folder);
    expect(outcome).toEqual({ code: 0, errors: expect.any(String) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
