import type { RefusalCode } from "@docket/schemas";
import type { Item } from "./source.ts";

/** What became of an import (D22). `refused` counts rows that gave no command together with commands that were refused. */
export interface Account {
  rows: number;
  tickets: number;
  /** Rows that rightly change nothing. */
  nothing: number;
  /** Commands that the rows gave, by type. */
  commands: Record<string, number>;
  /** Commands that were recorded by this import. */
  applied: number;
  /** Commands that had been recorded before. */
  unchanged: number;
  refused: Record<string, number>;
}

export const emptyAccount = (): Account => ({
  rows: 0,
  tickets: 0,
  nothing: 0,
  commands: {},
  applied: 0,
  unchanged: 0,
  refused: {},
});

/** Enters a row with all that it comes to. */
export function countRow(account: Account, items: readonly Item[]): void {
  account.rows += 1;
  for (const item of items) {
    switch (item.kind) {
      case "command":
        increment(account.commands, item.command.type);
        if (item.command.type === "open") account.tickets += 1;
        break;
      case "nothing":
        account.nothing += 1;
        break;
      case "refused":
        increment(account.refused, item.refusal.code);
        break;
      default:
        item satisfies never;
    }
  }
}

/** What the engine answered to one command. */
export type Outcome = "applied" | "unchanged" | { readonly refused: RefusalCode };

/** Enters what the engine answered to one of the row's commands. */
export function countOutcome(account: Account, outcome: Outcome): void {
  if (typeof outcome === "string") account[outcome] += 1;
  else increment(account.refused, outcome.refused);
}

function increment(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1;
}
