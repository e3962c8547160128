import type { Queries } from "@docket/query-api";
import { problemOf, refusal, type OrRefusal } from "@docket/schemas";
import { CommanderError } from "commander";
import { originIn } from "../http.ts";
import { createOutput, jsonText, shown, type Output } from "../output.ts";
import { asRefusal, codeOf, refuse, Refused } from "../refused.ts";
import {
  openSession,
  openView,
  remoteDesk,
  remoteSession,
  requireStore,
  type Desk,
  type Session,
} from "../session.ts";

/** What every verb is told. */
export interface CommonOptions {
  /** The folder of the store, unless a URL is named. */
  readonly data: string;
  /** Of a Docket that answers there, in place of a folder. */
  readonly url?: string | undefined;
  /** What it knows the caller by. */
  readonly token?: string | undefined;
  readonly json?: boolean | undefined;
}

/** 0: done. 1: done, and the answer is a no (a refusal, a difference, a fault found). 2: the call cannot be carried out. */
export const EXIT = { done: 0, no: 1, cannot: 2, interrupted: 130 } as const;

/** Who reads the output may have seen enough, as `head` has: a verb that only asks is done then. */
export function endUnread(): void {
  process.stdout.on("error", (error) => {
    if (codeOf(error) === "EPIPE") process.exit(EXIT.done);
  });
}

/** Runs a verb that asks, and closes what it asked whatever happens. */
export async function asking(
  { data, url, token, json = false }: CommonOptions,
  work: (desk: Desk, output: Output) => Promise<number>,
): Promise<void> {
  endUnread();
  const desk = url === undefined ? await openView(data) : remoteDesk({ url, token });
  try {
    process.exitCode = await work(desk, createOutput(json));
  } finally {
    await desk.close();
  }
}

/** Runs a verb that asks one thing. */
export const consulting = (
  options: CommonOptions,
  work: (queries: Queries, output: Output) => Promise<number>,
): Promise<void> => asking(options, ({ queries }, output) => work(queries, output));

/** Runs a verb that writes to a folder that exists already, and closes it whatever happens. */
export function changing(
  options: CommonOptions,
  work: (session: Session, output: Output) => Promise<number>,
): Promise<void> {
  if (options.url === undefined) requireStore(options.data);
  return filling(options, work);
}

/** Runs a verb that writes to a folder, made when there is none, and closes it whatever happens. */
export async function filling(
  { data, url, token, json = false }: CommonOptions,
  work: (session: Session, output: Output) => Promise<number>,
): Promise<void> {
  const session = url === undefined ? await openSession(data) : remoteSession({ url, token });
  try {
    process.exitCode = await work(session, createOutput(json));
  } finally {
    await session.close();
  }
}

const MOST_WAIT_MS = 10_000;

/** Waits until what the token of `--after` stands for is visible. */
export async function visible(queries: Queries, token: string | undefined): Promise<void> {
  if (token === undefined) return;
  optioned(await queries.visible(token, AbortSignal.timeout(MOST_WAIT_MS)));
}

/** Fields of a query for which options have other names. */
const OPTIONS: Readonly<Record<string, string>> = {
  after: "page",
  token: "after",
  customerId: "customer",
  openedFrom: "opened-from",
  openedBefore: "opened-before",
};

/** What a query that options make up is answered; a refusal is thrown, and names the option and not the query's field. */
export function optioned<Value>(answer: OrRefusal<Value>): Value {
  if (answer.ok) return answer.value;
  const { field, message } = answer.refusal;
  if (field === undefined) throw new Refused(answer.refusal);
  const option = OPTIONS[field] ?? field;
  const named = message.replaceAll(`\`${field}\``, `\`--${option}\``);
  throw new Refused({ ...answer.refusal, field: option, message: named });
}

/** Where a Docket answers, as an option names it: nothing of it is shown again, it may hold a password. */
export function urlIn(text: string): string {
  const origin = originIn(text);
  if (origin !== undefined) return origin;
  const detail = "`--url` is no address like http://127.0.0.1:8420, without a path.";
  return refuse("INVALID_FIELD", detail, { field: "url" });
}

/** What a caller is known by, as a header can carry it; it is never shown. */
export const tokenIn = (text: string): string =>
  /^[!-~]{1,512}$/.test(text)
    ? text
    : refuse("INVALID_FIELD", "`--token` has blanks, or characters that no header takes.", {
        field: "token",
      });

/** A count that an option names. */
export const countIn = (option: string, text: string): number =>
  /^[1-9]\d{0,8}$/.test(text)
    ? Number(text)
    : refuse("INVALID_FIELD", `\`--${option}\`: ${text} is no count.`, { field: option });

/** Says why a verb could not be carried out, and gives the exit status. A defect is thrown again. */
export function failed(error: unknown, json: boolean): number {
  const why =
    error instanceof CommanderError
      ? refusal("USAGE", error.message.replace(/^error: /, ""))
      : asRefusal(error);
  if (why === undefined) throw error;
  if (json) process.stdout.write(`${jsonText({ error: problemOf(why) })}\n`);
  const { title, detail, remedy, allowed, roles } = problemOf(why);
  const lines = [`${title} (${why.code}): ${detail}`, remedy];
  if (allowed !== undefined && allowed.length > 0) lines.push(`allowed: ${allowed.join(", ")}`);
  if (roles !== undefined) lines.push(`roles: ${roles.join(", ")}`);
  process.stderr.write(`${shown(lines.join("\n"))}\n`);
  return EXIT.cannot;
}
