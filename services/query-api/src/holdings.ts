import type { Condition, ReadModelStore } from "@docket/event-sourcing";
import { readModels as models } from "@docket/read-models";
import { channel, kind, phase } from "@docket/schemas";

/** How much of what a store holds. */
export interface Holdings {
  readonly tickets: number;
  readonly customers: number;
  readonly articles: number;
  readonly phases: readonly string[];
  readonly channels: readonly {
    readonly channel: string;
    readonly byPhase: readonly number[];
    readonly tickets: number;
  }[];
  readonly kinds: readonly { readonly kind: string; readonly tickets: number }[];
}

export async function holdings(store: Pick<ReadModelStore, "count">): Promise<Holdings> {
  const count = async (model: string, where: readonly Condition[] = []) => {
    const table = models.find((one) => one.table.name === model)?.table;
    if (table === undefined) throw new Error(`no read model is called ${model}`);
    return store.count(table, where);
  };
  const tickets = (...where: Condition[]) => count("tickets", where);
  const phases = phase.options;
  const channels = [];
  for (const one of channel.options) {
    const here = { column: "channel", is: one };
    const byPhase = [];
    for (const is of phases) byPhase.push(await tickets(here, { column: "phase", is }));
    channels.push({ channel: one, byPhase, tickets: byPhase.reduce((sum, some) => sum + some, 0) });
  }
  const kinds = [];
  for (const is of kind.options)
    kinds.push({ kind: is, tickets: await tickets({ column: "kind", is }) });
  return {
    tickets: await tickets(),
    customers: await count("customers"),
    articles: await count("articles"),
    phases,
    channels,
    kinds,
  };
}
