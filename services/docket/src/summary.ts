import { holdings } from "@docket/query-api";
import type { Output } from "./output.ts";
import type { EmbeddedWorld } from "./worlds/embedded.ts";

/** The first thing that `start` shows: what the folder holds. */
export async function summarise(
  { readModels }: EmbeddedWorld,
  folder: string,
  output: Output,
): Promise<void> {
  const held = await holdings(readModels);
  if (output.json) return output.object({ folder, ...held });
  const { tickets, customers, articles } = held;
  output.text(
    `${folder} holds ${tickets} tickets of ${customers} customers, and ${articles} articles.`,
  );
  if (tickets === 0) return;
  output.table(
    ["tickets", ...held.phases, "all"],
    held.channels.map((one) => [one.channel, ...one.byPhase, one.tickets]),
  );
  output.table(
    ["kind", "tickets"],
    held.kinds.map((one) => [one.kind, one.tickets]),
  );
}
