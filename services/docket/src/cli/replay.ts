import { parseUntil, type ReplayStep } from "@docket/query-api";
import { found } from "../refused.ts";
import { consulting, EXIT, type CommonOptions } from "./verb.ts";

interface ReplayOptions extends CommonOptions {
  readonly at?: string;
  readonly revision?: string;
}

/** A ticket's life again, from its events. */
export async function replay(
  name: string,
  { at, revision, ...options }: ReplayOptions,
): Promise<void> {
  const until = found(parseUntil({ at, revision }));
  return consulting(options, async (queries, output) => {
    const { ticketId, state, steps } = found(await queries.replay(name, until));
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
