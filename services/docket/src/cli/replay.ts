import type { ReplayStep } from "@docket/query-api";
import { instant } from "@docket/schemas";
import { refuse } from "../refused.ts";
import { EXIT, found, onFolder, queriesOf, type CommonOptions } from "./verb.ts";

interface ReplayOptions extends CommonOptions {
  readonly at?: string;
  readonly revision?: string;
}

/** A ticket's life again, from its events. */
export function replay(name: string, { at, revision, ...options }: ReplayOptions): Promise<void> {
  return onFolder(options, "query", async (session, output) => {
    const until = {
      at: at === undefined ? undefined : instantIn(at),
      revision: revision === undefined ? undefined : revisionIn(revision),
    };
    const { ticketId, state, steps } = found(await queriesOf(session).replay(name, until));
    if (output.json) {
      output.object({ ticketId, state, steps });
      return EXIT.done;
    }
    output.table(
      ["revision", "occurred", "event", "by", "position", "changed"],
      steps.map((step) => [
        step.revision,
        step.occurredAt,
        step.type,
        `${step.actor.role} ${step.actor.id}`,
        step.position,
        changesOf(step),
      ]),
    );
    output.table(["state", ticketId], Object.entries(state));
    return EXIT.done;
  });
}

const BOOKKEEPING = new Set(["position", "revision", "lastOccurredAt"]);

const changesOf = ({ changed }: ReplayStep): string =>
  Object.entries(changed)
    .filter(([field]) => !BOOKKEEPING.has(field))
    .map(([field, { from, to }]) => `${field}: ${JSON.stringify(from)} → ${JSON.stringify(to)}`)
    .join("\n");

function instantIn(text: string): string {
  const parsed = instant.safeParse(text);
  return parsed.success ? parsed.data : refuse("INVALID_FIELD", `\`--at\`: ${text} is no instant.`, { field: "at" });
}

function revisionIn(text: string): number {
  return /^\d{1,9}$/.test(text)
    ? Number(text)
    : refuse("INVALID_FIELD", `\`--revision\`: ${text} is no revision.`, { field: "revision" });
}
