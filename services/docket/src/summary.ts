import { holdings } from "@docket/query-api";
import type { Output } from "./output.ts";
import type { EmbeddedWorld } from "./worlds/embedded.ts";

/** The first thing that `start` shows: what the folder holds. */
export async function summarise({ readModels }: EmbeddedWorld, folder: string, output: Output): Promise<void> {
  const held = await holdings(readModels);
  if (output.json) return output.object({ folder, ...held });
  output.text(`${folder} holds ${held.tickets} tickets of ${held.customers} customers, and ${held.articles} articles.`);
  if (held.tickets === 0) return;
  output.table(
    ["tickets", ...held.phases, "all"],
    held.channels.map(({ channel, byPhase, tickets }) => [channel, ...byPhase, tickets]),
  );
  output.table(["kind", "tickets"], held.kinds.map(({ kind, tickets }) => [kind, tickets]));
}
