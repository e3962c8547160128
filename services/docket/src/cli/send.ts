import { MOST_COMMANDS, unread, type Answer } from "@docket/command-api";
import { refusal } from "@docket/schemas";
import type { Readable } from "node:stream";
import { inputFrom } from "../input.ts";
import { refuse } from "../refused.ts";
import type { Session } from "../session.ts";
import { jsonOf, linesOf } from "../text-lines.ts";
import { EXIT, filling, type CommonOptions } from "./verb.ts";

/** Sends commands in their order, prints an answer for each, and exits 1 when one was refused. */
export async function send(file: string, options: CommonOptions): Promise<void> {
  // Before a store is made for it.
  const bytes = file === "-" ? process.stdin : inputFrom(file).bytes;
  return filling(options, async (session, output) => {
    let refused = 0;
    let sent = 0;
    for await (const batch of batchesIn(bytes)) {
      for (const answered of await answersTo(batch, session)) {
        sent += 1;
        if (!answered.accepted) refused += 1;
        if (output.json) output.object(answered);
        else output.text(lineOf(answered));
      }
    }
    await session.settle();
    if (!output.json) output.note(`${sent} sent, ${refused} refused`);
    return refused === 0 ? EXIT.done : EXIT.no;
  });
}

/** A value that JSON gave, or the answer to text that was no JSON. */
type Sent = { readonly value: unknown } | { readonly answer: Answer };

async function answersTo(batch: readonly Sent[], session: Session): Promise<readonly Answer[]> {
  const values = batch.flatMap((one) => ("value" in one ? [one.value] : []));
  const answers = await session.send(values);
  let next = 0;
  return batch.flatMap((one) => ("answer" in one ? [one.answer] : (answers[next++] ?? [])));
}

const MOST_BYTES = 64 * 1024 * 1024;

/** Lines of JSON, as they come; text that is not JSON by lines is read as one JSON value. */
async function* batchesIn(input: Readable): AsyncGenerator<readonly Sent[]> {
  let batch: Sent[] = [];
  let whole: (string | undefined)[] | undefined;
  let isFirst = true;
  let bytes = 0;
  for await (const line of linesOf(input)) {
    if (line?.trim() === "") continue;
    if (whole !== undefined) {
      bytes += line?.length ?? 0;
      if (bytes > MOST_BYTES) {
        refuse("TOO_LARGE", `More than ${MOST_BYTES} bytes of one JSON value; send lines.`);
      }
      whole.push(line);
      continue;
    }
    if (isFirst && (line === undefined || jsonOf(line) === undefined)) whole = [line];
    else batch.push(...sentOn(line));
    isFirst = false;
    while (batch.length >= MOST_COMMANDS) {
      yield batch.slice(0, MOST_COMMANDS);
      batch = batch.slice(MOST_COMMANDS);
    }
  }
  if (whole !== undefined) batch = wholeValue(whole);
  for (let from = 0; from < batch.length; from += MOST_COMMANDS)
    yield batch.slice(from, from + MOST_COMMANDS);
}

/** What began as no line of JSON: one value over many lines, or lines of which the first is broken. */
function wholeValue(lines: readonly (string | undefined)[]): Sent[] {
  const value = lines.includes(undefined) ? undefined : jsonOf(lines.join("\n"));
  if (value !== undefined) return sentIn(value);
  const [first] = lines;
  // Of one value that is broken nothing is carried out: its lines are no commands of their own.
  if (first !== undefined && /^\s*(\[|\{\s*$)/.test(first)) return [noJson(first)];
  return lines.flatMap(sentOn);
}

function sentOn(line: string | undefined): Sent[] {
  const value = line === undefined ? undefined : jsonOf(line);
  return value === undefined ? [noJson(line)] : sentIn(value);
}

function noJson(line: string | undefined): Sent {
  const detail = line === undefined ? "It is not UTF-8." : `\`${line.trim().slice(0, 60)}\`.`;
  return { answer: unread(refusal("MALFORMED_JSON", detail)) };
}

function sentIn(value: unknown): Sent[] {
  if (!Array.isArray(value)) return [{ value }];
  const values: readonly unknown[] = value;
  return values.map((one) => ({ value: one }));
}

function lineOf(answered: Answer): string {
  if (answered.accepted) {
    const events = answered.events.map(({ type }) => type).join(", ");
    const note = answered.repeated ? " (as before)" : "";
    return `accepted ${answered.commandId} ${answered.stream}@${answered.revision} ${events} ${answered.token}${note}`;
  }
  const { code, message, allowed, roles } = answered.refusal;
  const more = [
    allowed === undefined ? "" : ` allowed: ${allowed.join(", ")}.`,
    roles === undefined ? "" : ` roles: ${roles.join(", ")}.`,
  ].join("");
  return `refused  ${answered.commandId ?? "–"} ${code}: ${message}${more}`;
}
