import { MOST_COMMANDS } from "@docket/command-api";
import {
  countOutcome,
  countRow,
  emptyAccount,
  helpdesk,
  historyPolicy,
  importItems,
  mapped,
  parseMapping,
  servicenow,
  type Account,
  type Item,
  type Source,
} from "@docket/importing";
import { policyFromTheStart } from "@docket/desk";
import { hash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { parsePolicy, type Command, type PolicyCommand, type Refusal } from "@docket/schemas";
import { createProgress, type Output, type Progress } from "../output.ts";
import { refuse, Refused } from "../refused.ts";
import type { Session } from "../session.ts";
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
  const publish = publicationOf(from.policy, options.policy);
  const size = statSync(file).size;
  await filling(options, async (session, output) => {
    const started = performance.now();
    const stop = new AbortController();
    process.once("SIGINT", () => stop.abort());
    const [published] = await session.send([publish]);
    if (published?.accepted === false) throw new Refused(published.refusal);
    const report = options.report ?? join(options.data, "reports", `import-${from.name}.jsonl`);
    const run = {
      session,
      policy: publish.policy,
      report: openReport(report),
      account: emptyAccount(),
      signal: stop.signal,
    };
    const progress = createProgress(`import ${from.name}`, size, "bytes");
    const unread = await readInto(run, from, file, progress).finally(() => closeSync(run.report));
    if (stop.signal.aborted) {
      output.note(`interrupted after ${run.account.rows} rows; the same import again goes on`);
      return EXIT.interrupted;
    }
    const projecting = createProgress("project", null, "events");
    await session.settle(projecting.update);
    projecting.stop();
    const seconds = Math.round((performance.now() - started) / 10) / 100;
    print({ ...run.account, seconds }, report, output);
    if (unread === undefined) return EXIT.done;
    throw new Refused(unread);
  });
}

function openReport(file: string): number {
  mkdirSync(dirname(file), { recursive: true });
  return openSync(file, "w");
}

function sourceOf(name: string, { mapping }: ImportOptions): Source {
  switch (name) {
    case "servicenow":
      return servicenow;
    case "helpdesk":
      return helpdesk;
    case "mapped": {
      if (mapping === undefined) return refuse("USAGE", "`import mapped` needs --mapping FILE.");
      const parsed = parseMapping(readFileSync(mapping, "utf8"));
      if (!parsed.ok) throw new Refused(parsed.refusal);
      return mapped(parsed.mapping);
    }
    default:
      return refuse("USAGE", `No source is called \`${name}\`.`, {
        allowed: ["servicenow", "helpdesk", "mapped"],
      });
  }
}

/** The command that publishes the policy which the import names. The same policy again takes no effect. */
function publicationOf(name: string, file: string | undefined): PolicyCommand {
  const document = file === undefined ? historyPolicy : documentIn(readFileSync(file, "utf8"));
  // A policy of one's own gets a name of its own: what was imported before stays bound to what it was imported under.
  const policy =
    file === undefined ? name : `${name}-${hash("sha256", JSON.stringify(document)).slice(0, 12)}`;
  return policyFromTheStart(policy, document);
}

function documentIn(text: string) {
  const parsed = parsePolicy(jsonIn(text));
  if (!parsed.ok) throw new Refused(parsed.refusal);
  return parsed.document;
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse("MALFORMED_JSON", String(error));
  }
}

interface Run {
  readonly session: Session;
  readonly policy: string;
  /** The open report file. */
  readonly report: number;
  readonly account: Account;
  readonly signal: AbortSignal;
}
type Order = Extract<Item, { kind: "command" }>;

/** Returns why the rest of the file could not be read, if so. */
async function readInto(
  run: Run,
  source: Source,
  file: string,
  progress: Progress,
): Promise<Refusal | undefined> {
  let waiting: Order[] = [];
  let unreadable: Refusal | undefined;
  for await (const batch of importItems(createReadStream(file), source)) {
    for (const items of batch.rows) {
      countRow(run.account, items);
      waiting.push(...items.filter((item) => item.kind === "command"));
    }
    reportRows(run.report, batch.rows.flat());
    while (waiting.length >= MOST_COMMANDS && !run.signal.aborted) {
      await sendAll(waiting.slice(0, MOST_COMMANDS), run);
      waiting = waiting.slice(MOST_COMMANDS);
    }
    // The read models keep pace: an import of any length takes no more memory at its end than in its middle.
    await run.session.settle();
    progress.update(batch.bytesRead);
    unreadable = batch.unreadable?.refusal;
    if (run.signal.aborted) break;
  }
  if (!run.signal.aborted) await sendAll(waiting, run);
  progress.stop();
  return unreadable;
}

/** Sends what was derived from rows, enters what became of it, and reports what was refused. */
async function sendAll(orders: readonly Order[], run: Run): Promise<void> {
  const commands = orders.map(({ command }) => underPolicy(command, run.policy));
  const answers = await run.session.send(commands, { recordRefusal: true });
  const lines = answers.map((answered, index) => {
    if (answered.accepted) {
      countOutcome(run.account, answered.repeated ? "unchanged" : "applied");
      return "";
    }
    countOutcome(run.account, { refused: answered.refusal.code });
    const { type, commandId } = commands[index] ?? {};
    return reportLine(orders[index]?.line ?? 0, answered.refusal, { command: type, commandId });
  });
  writeSync(run.report, lines.join(""));
}

function reportRows(report: number, items: readonly Item[]): void {
  const refused = items.filter((item) => item.kind === "refused");
  writeSync(report, refused.map(({ line, refusal }) => reportLine(line, refusal)).join(""));
}

/** A refusal names fields and codes, never a value: the report outlives an erasure. */
function reportLine(
  line: number,
  { code, message, field }: Refusal,
  about: { readonly command?: string | undefined; readonly commandId?: string | undefined } = {},
): string {
  return `${JSON.stringify({ line, code, message, field, ...about })}\n`;
}

const underPolicy = (command: Command, policy: string): Command =>
  command.type === "open" ? { ...command, data: { ...command.data, policy } } : command;

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
