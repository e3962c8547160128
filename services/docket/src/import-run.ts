import { MOST_COMMANDS } from "@docket/command-api";
import { countOutcome, countRow, type Account, type Item, type ItemBatch } from "@docket/importing";
import { isTransient, type Command, type Refusal } from "@docket/schemas";
import { Refused } from "./refused.ts";
import type { Session } from "./session.ts";

/** An import under way. */
export interface ImportRun {
  readonly session: Session;
  readonly policy: string;
  /** Takes lines of the report. */
  readonly report: (lines: string) => void;
  readonly account: Account;
  readonly signal: AbortSignal;
}
type Order = Extract<Item, { kind: "command" }>;

/** The read models follow so far behind, at most: each time they are brought on costs as much again for what it touches. */
const MOST_BEHIND = 50_000;

/** Sends what a file's rows come to, in its order. Returns why the rest of it could not be read, if so. */
export async function readInto(
  run: ImportRun,
  batches: AsyncIterable<ItemBatch>,
  update: (bytes: number) => void,
): Promise<Refusal | undefined> {
  let waiting: Order[] = [];
  let unreadable: Refusal | undefined;
  let behind = 0;
  for await (const batch of untilAborted(batches, run.signal)) {
    for (const items of batch.rows) {
      countRow(run.account, items);
      waiting.push(...items.filter((item) => item.kind === "command"));
    }
    run.report(refusedRows(batch.rows.flat()));
    while (waiting.length >= MOST_COMMANDS && !run.signal.aborted) {
      await sendAll(waiting.slice(0, MOST_COMMANDS), run);
      waiting = waiting.slice(MOST_COMMANDS);
      behind += MOST_COMMANDS;
    }
    if (behind >= MOST_BEHIND) {
      await run.session.keepPace();
      behind = 0;
    }
    update(batch.bytesRead);
    unreadable = batch.unreadable?.refusal;
    if (run.signal.aborted) break;
  }
  if (!run.signal.aborted) await sendAll(waiting, run);
  return unreadable;
}

/** Reading that is broken off has ended. */
async function* untilAborted<Batch>(
  batches: AsyncIterable<Batch>,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  try {
    yield* batches;
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

/**
 * Sends what was derived from rows, enters what became of it, and reports what was refused. A store that is away accounts
 * for no row: what comes after would be decided on less than the history holds.
 */
async function sendAll(orders: readonly Order[], run: ImportRun): Promise<void> {
  const commands = orders.map(({ command }) => underPolicy(command, run.policy));
  const answers = await run.session.send(commands, { recordRefusal: true });
  for (const answered of answers) {
    if (!answered.accepted && isTransient(answered.refusal)) throw new Refused(answered.refusal);
  }
  const lines = answers.map((answered, index) => {
    if (answered.accepted) {
      countOutcome(run.account, answered.repeated ? "unchanged" : "applied");
      return "";
    }
    countOutcome(run.account, { refused: answered.refusal.code });
    const { type, commandId } = commands[index] ?? {};
    return reportLine(orders[index]?.line ?? 0, answered.refusal, { command: type, commandId });
  });
  run.report(lines.join(""));
}

function refusedRows(items: readonly Item[]): string {
  const refused = items.filter((item) => item.kind === "refused");
  return refused.map(({ line, refusal }) => reportLine(line, refusal)).join("");
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
