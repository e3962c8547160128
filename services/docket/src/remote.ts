import {
  MOST_BODY_BYTES,
  MOST_COMMANDS,
  unread,
  type Answer,
  type Handling,
} from "@docket/command-api";
import type { Parked, RebuildResult } from "@docket/event-sourcing";
import { isRefusalCode, refusal } from "@docket/schemas";
import { refuse, Refused } from "./refused.ts";
import { z } from "zod";

/** What only the process that writes the folder can do. */
export interface Work {
  /** Per stream, the order is kept. */
  readonly send: (commands: readonly unknown[], options?: Handling) => Promise<readonly Answer[]>;
  readonly retry: () => Promise<RetryResult>;
  readonly rebuild: (options: {
    readonly accept: boolean;
    readonly onProgress: (events: number) => void;
  }) => Promise<RebuildResult>;
}

export interface RetryResult {
  readonly resumed: readonly string[];
  readonly parked: readonly Parked[];
}

/** That work done by the process that serves the folder, asked of it over HTTP. */
export function remote(url: string): Work {
  return {
    async send(commands, { recordRefusal = false } = {}) {
      const path = `/v1/commands?recordRefusals=${recordRefusal}`;
      const answers: Answer[] = [];
      for (const batch of batchesOf(commands.map((command) => JSON.stringify(command)))) {
        if ("answer" in batch) answers.push(batch.answer);
        else answers.push(...(await post<readonly Answer[]>(url, path, batch.body)));
      }
      return answers;
    },
    retry: () => post<RetryResult>(url, "/v1/maintenance/retry", "{}"),
    rebuild: ({ accept }) =>
      post<RebuildResult>(url, "/v1/maintenance/rebuild", JSON.stringify({ accept })),
  };
}

type Batch = { readonly body: string } | { readonly answer: Answer };

/** Requests within the server's limits. A command that is too large by itself is answered here. */
export function* batchesOf(commands: readonly string[]): Generator<Batch> {
  let waiting: string[] = [];
  let bytes = 0;
  function* flush(): Generator<Batch> {
    if (waiting.length > 0) yield { body: `[${waiting.join(",")}]` };
    waiting = [];
    bytes = 0;
  }
  for (const command of commands) {
    // With its comma, or the two brackets.
    const size = Buffer.byteLength(command) + 2;
    if (bytes + size > MOST_BODY_BYTES || waiting.length === MOST_COMMANDS) yield* flush();
    if (size > MOST_BODY_BYTES) {
      yield { answer: unread(refusal("TOO_LARGE", `${size} bytes, at most ${MOST_BODY_BYTES}.`)) };
      continue;
    }
    waiting.push(command);
    bytes += size;
  }
  yield* flush();
}

const problem = z.object({ code: z.string(), detail: z.string() });

/** Our own server, of our own version: what it answers is what its types say. */
const isOurs = <Answered>(answered: unknown): answered is Answered =>
  typeof answered === "object" && answered !== null;

async function post<Answered>(url: string, path: string, body: string): Promise<Answered> {
  const response = await fetch(new URL(path, url), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body,
  }).catch((cause: unknown) =>
    refuse("STORE_UNAVAILABLE", `${url} does not answer: ${String(cause)}`),
  );
  const answered: unknown = await response.json();
  if (response.ok && isOurs<Answered>(answered)) return answered;
  const refused = problem.safeParse(answered).data;
  if (refused === undefined || !isRefusalCode(refused.code)) {
    return refuse("STORE_UNAVAILABLE", `${url} answered ${response.status}.`);
  }
  throw new Refused({ ...refusal(refused.code), message: refused.detail });
}
