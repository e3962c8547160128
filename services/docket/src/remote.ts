import {
  MOST_BODY_BYTES,
  MOST_COMMANDS,
  unread,
  type Answer,
  type Handling,
} from "@docket/command-api";
import { allRetried, type RebuildResult, type Retried } from "@docket/event-sourcing";
import { refusal, type Refusal } from "@docket/schemas";
import { bodiesOf } from "./bodies.ts";
import { post, postForLines, type Server } from "./http.ts";
import { refuse, Refused } from "./refused.ts";

/** What only the process that writes the folder can do. */
export interface Work {
  /** Per stream, the order is kept. */
  readonly send: (commands: readonly unknown[], options?: Handling) => Promise<readonly Answer[]>;
  readonly retry: () => Promise<Retried>;
  readonly rebuild: (options: {
    readonly accept: boolean;
    readonly onProgress: (events: number) => void;
  }) => Promise<RebuildResult>;
}

/** That work done by a Docket that answers at a URL. */
export function remoteWork(server: Server): Work {
  return {
    async send(commands, { recordRefusal = false } = {}) {
      const path = `/v1/commands?recordRefusals=${recordRefusal}`;
      const answers: Answer[] = [];
      for (const batch of batchesOf(commands.map((command) => JSON.stringify(command)))) {
        if ("answer" in batch) answers.push(batch.answer);
        else answers.push(...(await post<readonly Answer[]>(server, path, batch.body)));
      }
      return answers;
    },
    retry: () => post<Retried>(server, "/v1/maintenance/retry", "{}"),
    async rebuild({ accept, onProgress }) {
      const body = JSON.stringify({ accept });
      for await (const line of postForLines(server, "/v1/maintenance/rebuild", body)) {
        if (isResult(line)) return line.result;
        if (isRefusal(line)) throw new Refused(line.refusal);
        if (isProgress(line)) onProgress(line.events);
      }
      return refuse("STORE_UNAVAILABLE", `${server.url} broke off the rebuild.`);
    },
  };
}

/** What there is to mend in read models, and in what follows from events. */
export type Maintenance = Pick<Work, "retry" | "rebuild">;

/**
 * That work on the read models of several processes, each of which keeps some groups of them.
 * @param others what can be parked beside them
 */
export function maintenanceOfAll(
  works: readonly Maintenance[],
  ...others: readonly Pick<Work, "retry">[]
): Maintenance {
  return {
    async retry() {
      const results: Retried[] = [];
      for (const work of [...works, ...others]) results.push(await work.retry());
      return allRetried(results);
    },
    async rebuild(options) {
      const results: RebuildResult[] = [];
      for (const work of works) results.push(await work.rebuild(options));
      return {
        models: results.flatMap(({ models }) => models),
        switched: results.every(({ switched }) => switched),
      };
    },
  };
}

/** What a rebuild answers with: lines of how far it is, and as the last what came of it. */
export type RebuildLine =
  | { readonly events: number }
  | { readonly result: RebuildResult }
  | { readonly refusal: Refusal };
const isProgress = (line: unknown): line is { readonly events: number } =>
  typeof line === "object" && line !== null && "events" in line;
const isRefusal = (line: unknown): line is { readonly refusal: Refusal } =>
  typeof line === "object" && line !== null && "refusal" in line;
const isResult = (line: unknown): line is { readonly result: RebuildResult } =>
  typeof line === "object" && line !== null && "result" in line;

type Batch = { readonly body: string } | { readonly answer: Answer };

/** Requests within the server's limits. A command that is too large by itself is answered here. */
export function* batchesOf(commands: readonly string[]): Generator<Batch> {
  for (const portion of bodiesOf(commands, { most: MOST_COMMANDS, bytes: MOST_BODY_BYTES })) {
    if ("body" in portion) yield portion;
    else {
      const detail = `${portion.tooLarge} bytes, at most ${MOST_BODY_BYTES}.`;
      yield { answer: unread(refusal("TOO_LARGE", detail)) };
    }
  }
}
