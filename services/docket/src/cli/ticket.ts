import { found } from "../refused.ts";
import { consulting, EXIT, visible, type CommonOptions } from "./verb.ts";

/** One ticket with its timeline. */
export function ticket(
  name: string,
  options: CommonOptions & { readonly after?: string },
): Promise<void> {
  return consulting(options, async (queries, output) => {
    await visible(queries, options.after);
    const row = found(await queries.ticket(name));
    // By the same name: the id may be the external id of another ticket.
    const timeline = found(await queries.timeline(name));
    if (output.json) {
      output.object({ ...row, timeline });
      return EXIT.done;
    }
    output.table(
      ["ticket", row.reference],
      Object.entries(row).filter(([, value]) => value !== null),
    );
    output.table(
      ["revision", "occurred", "by", "role", "what"],
      timeline.map((one) => [one.revision, one.occurredAt, one.actorId, one.role, one.summary]),
    );
    return EXIT.done;
  });
}
