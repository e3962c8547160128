import {
  begun,
  boston311,
  emptyAccount,
  helpdesk,
  importItems,
  mapped,
  parseMapping,
  servicenow,
  type Account,
  type Source,
} from "@docket/importing";
import { policyFromTheStart, policyText } from "@docket/desk";
import { hash } from "node:crypto";
import { closeSync, mkdirSync, openSync } from "node:fs";
import { dirname, join } from "node:path";
import { parsePolicy, type DeskPolicy } from "@docket/schemas";
import { inputFrom, type Input } from "../input.ts";
import { readInto } from "../import-run.ts";
import { writeNamed } from "../named-file.ts";
import { withProgress, type Output } from "../output.ts";
import { found, refuse, Refused } from "../refused.ts";
import { stopAt } from "../signals.ts";
import type { Session } from "../session.ts";
import { jsonIn, textIn } from "../text-file.ts";
import { EXIT, filling, type CommonOptions } from "./verb.ts";

interface ImportOptions extends CommonOptions {
  readonly mapping?: string;
  readonly policy?: string;
  readonly report?: string;
}

/** Imports a history and accounts for every row; exits 0 when all of it was accounted for. Ctrl-C interrupts it. */
export async function importHistory(
  source: string,
  file: string,
  options: ImportOptions,
): Promise<void> {
  const from = sourceOf(source, options);
  const given = options.policy === undefined ? undefined : policyOf(jsonIn(options.policy));
  const input = inputFrom(file);
  try {
    await importFrom(input, from, given, options);
  } finally {
    // A pipe that is not read to its end would hold up ours.
    input.bytes.destroy();
  }
}

async function importFrom(
  { bytes, size }: Input,
  from: Source,
  given: DeskPolicy | undefined,
  options: ImportOptions,
): Promise<void> {
  // Before a store is made for it, or a policy published.
  const batches = found(await begun(importItems(bytes, from)));
  await filling(options, async (session, output) => {
    const started = performance.now();
    const stop = stopAt(["SIGINT"]);
    // Whatever it waits for.
    stop.signal.addEventListener("abort", () => bytes.destroy());
    const policy = await publishPolicy(from, given, session);
    const report = openReport(options.report ?? reportOf(from, options));
    const run = {
      session,
      policy,
      report: report.write,
      account: emptyAccount(),
      signal: stop.signal,
    };
    const unread = await withProgress(`import ${from.name}`, size, "bytes", (update) =>
      readInto(run, batches, update),
    ).finally(report.close);
    if (stop.signal.aborted) {
      output.note(`interrupted after ${run.account.rows} rows; the same import again goes on`);
      return EXIT.interrupted;
    }
    await withProgress("project", null, "events", (update) => session.settle(update));
    const seconds = Math.round((performance.now() - started) / 10) / 100;
    print({ ...run.account, seconds }, report.file, output);
    if (unread === undefined) return EXIT.done;
    throw new Refused(unread);
  });
}

/** Beside what is filled: in its folder, or where the caller is, who alone can see what a URL leads to. */
const reportOf = ({ name }: Source, { data, url }: ImportOptions): string =>
  join(...(url === undefined ? [data, "reports"] : []), `import-${name}.jsonl`);

function openReport(file: string) {
  mkdirSync(dirname(file), { recursive: true });
  const to = openSync(file, "w");
  return {
    file,
    write: (lines: string) => writeNamed(file, lines, to),
    close: () => closeSync(to),
  };
}

function sourceOf(name: string, { mapping }: ImportOptions): Source {
  if (mapping !== undefined && name !== "mapped")
    refuse("USAGE", "`--mapping` is for the source `mapped` alone.");
  switch (name) {
    case "servicenow":
      return servicenow;
    case "helpdesk":
      return helpdesk;
    case "boston311":
      return boston311;
    case "mapped": {
      if (mapping === undefined) return refuse("USAGE", "`import mapped` needs --mapping FILE.");
      return mapped(found(parseMapping(textIn(mapping))));
    }
    default:
      return refuse("USAGE", `No source is called \`${name}\`.`, {
        allowed: ["servicenow", "helpdesk", "boston311", "mapped"],
      });
  }
}

/** The name of the policy that the tickets are opened under: a given one is published, and so is the source's own. */
async function publishPolicy(
  { policy: name, document: own }: Source,
  given: DeskPolicy | undefined,
  session: Session,
): Promise<string> {
  if (given !== undefined) return publish(await underItsOwnName(name, given, session), session);
  return own === undefined ? name : publish({ policy: name, document: own }, session);
}

async function publish({ policy, document }: Named, session: Session): Promise<string> {
  const [published] = await session.send([policyFromTheStart(policy, document)]);
  if (published?.accepted === false) throw new Refused(published.refusal);
  return policy;
}

interface Named {
  readonly policy: string;
  readonly document: DeskPolicy;
}

/**
 * What was imported before stays bound to what it was imported under. The name is the same for the same policy, however it is
 * written; older programs went by how it was, and what they published goes on.
 */
async function underItsOwnName(
  name: string,
  document: DeskPolicy,
  { reports }: Session,
): Promise<Named> {
  const named = (text: string) => `${name}-${hash("sha256", text).slice(0, 12)}`;
  const before = named(JSON.stringify(document));
  const isThere = (await reports.policies()).some((published) => published.name === before);
  if (isThere) return { policy: before, document };
  const text = policyText(document);
  return { policy: named(text), document: policyOf(JSON.parse(text)) };
}

const policyOf = (value: unknown): DeskPolicy => found(parsePolicy(value));

function print(account: Account & { seconds: number }, report: string, output: Output): void {
  if (output.json) return output.object(account);
  const { commands, refused, ...counts } = account;
  output.table(["account", ""], Object.entries(counts));
  output.table(["command", "derived"], Object.entries(commands));
  output.table(
    ["refused", "", "report"],
    Object.entries(refused).map(([code, count]) => [code, count, report]),
  );
}
