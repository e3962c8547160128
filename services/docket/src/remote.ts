import { MOST_COMMANDS, type Answer } from "@docket/command-api";
import type { RebuildResult } from "@docket/event-sourcing";
import { refusal, type Refusal } from "@docket/schemas";
import { refuse, Refused } from "./refused.ts";
import type { RetryResult, Session } from "./session.ts";

/** What must be done by the process that serves the folder, asked of it over HTTP. */
export function remote(url: string | undefined): Pick<Session, "send" | "retry" | "rebuild"> {
  async function post<Body>(path: string, body: unknown): Promise<Body> {
    if (url === undefined) return refuse("FOLDER_IN_USE");
    const response = await fetch(new URL(path, url), {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    }).catch((cause: unknown) => refuse("STORE_UNAVAILABLE", `${url} does not answer: ${String(cause)}`));
    // Our own server, of our own version: what it answers is what its types say.
    const answered = (await response.json()) as Body & Partial<Refusal>;
    if (response.ok) return answered;
    throw new Refused(
      answered.code === undefined
        ? refusal("STORE_UNAVAILABLE", `${url} answered ${response.status}.`)
        : { ...refusal(answered.code), ...answered },
    );
  }

  return {
    async send(commands, { recordRefusal = false } = {}) {
      const answers: Answer[] = [];
      for (let from = 0; from < commands.length; from += MOST_COMMANDS) {
        const batch = commands.slice(from, from + MOST_COMMANDS);
        answers.push(...(await post<readonly Answer[]>(`/v1/commands?recordRefusals=${recordRefusal}`, batch)));
      }
      return answers;
    },
    retry: () => post<RetryResult>("/v1/maintenance/retry", {}),
    rebuild: ({ accept }) => post<RebuildResult>("/v1/maintenance/rebuild", { accept }),
  };
}
