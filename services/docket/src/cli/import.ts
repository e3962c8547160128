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
import { hash } from "node:crypto";
import { createReadStream, createWriteStream, mkdirSync, readFileSync, statSync, type WriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import { dirname, join } from "node:path";
import { parsePolicy, type Command, type Refusal } from "@docket/schemas";
import { createProgress, type Output } from "../output.ts";
import { refuse, Refused } from "../refused.ts";
import type { Session } from "../session.ts";
import { EXIT, onFolder, type CommonOptions } from "./verb.ts";

interface ImportOptions extends CommonOptions {
  readonly mapping?: string;
  readonly policy?: string;
  readonly report?: string;
}

/** Imports a history and accounts for every row; exits 0 when all of it was accounted for. */
export async function importHistory(source: string, file: string, options: ImportOptions): Promise<void> {
  const from = sourceOf(source, options);
  const size = statSync(file).size;
  await onFolder(options, "write", async (session, output) => {
    const started = performance.now();
    const policy = await publishPolicy(from.policy, options.policy, session);
    const reportFile = options.report ?? join(options.data, "reports", `import-${from.name}.jsonl`);
    mkdirSync(dirname(reportFile), { recursive: true });
    const report = createWriteStream(reportFile);
    const run = { session, policy, report, account: emptyAccount() };
    const unread = await readInto(run, from, file, createProgress(`import ${from.name}`, size, "bytes"));
    report.end();
    await finished(report);
    const projecting = createProgress("project", null, "events");
    await session.settle((events) => projecting.update(events));
    projecting.stop();
    const seconds = Math.round((performance.now() - started) / 10) / 100;
    print({ ...run.account, seconds }, reportFile, output);
    if (unread === undefined) return EXIT.done;
    throw new Refused(unread);
  });
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
      return refuse("USAGE", `No source is called \`${name}\`.`, { allowed: ["servicenow", "helpdesk", "mapped"] });
  }
}

const EPOCH = "1970-01-01T00:00:00.000Z";

/** Publishes the policy that the import names, and gives the name. The same policy again takes no effect. */
async function publishPolicy(name: string, file: string | undefined, session: Session): Promise<string> {
  const text = file === undefined ? undefined : readFileSync(file, "utf8");
  const document = text === undefined ? historyPolicy : documentIn(text);
  // A policy of one's own gets a name of its own: what was imported before stays bound to what it was imported under.
  const policy = text === undefined ? name : `${name}-${hash("sha256", JSON.stringify(document)).slice(0, 12)}`;
  const command: Command = {
    type: "publishPolicy",
    policy,
    commandId: `import-policy-${policy}`,
    actor: { id: "docket", role: "administrator" },
    occurredAt: EPOCH,
    data: { effectiveFrom: EPOCH, document },
  };
  const [answered] = await session.send([command]);
  if (answered?.accepted === false) throw new Refused(answered.refusal);
  return policy;
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
  readonly report: WriteStream;
  readonly account: Account;
}

/** Returns why the rest of the file could not be read, if so. */
async function readInto(
  run: Run,
  source: Source,
  file: string,
  progress: ReturnType<typeof createProgress>,
): Promise<Refusal | undefined> {
  let waiting: Order[] = [];
  let unreadable: Refusal | undefined;
  for await (const batch of importItems(createReadStream(file), source)) {
    for (const items of batch.rows) {
      countRow(run.account, items);
      for (const item of items) enter(item, run, waiting);
    }
    while (waiting.length >= MOST_COMMANDS) {
      await sendAll(waiting.slice(0, MOST_COMMANDS), run);
      waiting = waiting.slice(MOST_COMMANDS);
    }
    progress.update(batch.bytesRead);
    unreadable = batch.unreadable?.refusal;
  }
  await sendAll(waiting, run);
  progress.stop();
  return unreadable;
}

type Order = Extract<Item, { kind: "command" }>;

function enter(item: Item, run: Run, waiting: Order[]): void {
  if (item.kind === "command") waiting.push(item);
  if (item.kind === "refused") reportLine(run.report, item.line, null, item.refusal);
}

async function sendAll(orders: readonly Order[], { session, policy, report, account }: Run): Promise<void> {
  const commands = orders.map(({ command }) => underPolicy(command, policy));
  const answers = await session.send(commands, { recordRefusal: true });
  for (const [index, answered] of answers.entries()) {
    if (answered.accepted) countOutcome(account, answered.repeated ? "unchanged" : "applied");
    else {
      const { refusal } = answered;
      countOutcome(account, { refused: refusal.code });
      reportLine(report, orders[index]?.line ?? 0, commands[index] ?? null, refusal);
    }
  }
}

const underPolicy = (command: Command, policy: string): Command =>
  command.type === "open" ? { ...command, data: { ...command.data, policy } } : command;

function reportLine(report: WriteStream, line: number, command: Command | null, refusal: Refusal): void {
  const { code, message, field } = refusal;
  const about = command === null ? {} : { command: command.type, commandId: command.commandId };
  report.write(`${JSON.stringify({ line, code, message, ...(field === undefined ? {} : { field }), ...about })}\n`);
}

function print(account: Account & { seconds: number }, report: string, output: Output): void {
  if (output.json) return output.object(account);
  const { commands, refused, ...counts } = account;
  output.table(["account", ""], Object.entries(counts));
  output.table(["command", "derived"], Object.entries(commands));
  output.table(["refused", "", "report"], Object.entries(refused).map(([code, count]) => [code, count, report]));
}
