import type { SummedRows } from "@docket/event-sourcing";
import { factsTable, type FactsRow } from "./facts.ts";
import type { Judge } from "./judged-tickets.ts";
import { summed, type TableOf } from "./model.ts";

/** How many tickets a version of a policy judges: what reports would count one by one. */
export type JudgedByPolicyRow = { readonly policyVersion: string; readonly tickets: number };

export const judgedByPolicyTable: TableOf<JudgedByPolicyRow> = {
  name: "judged_by_policy",
  version: 1,
  columns: { policyVersion: "text", tickets: "integer" },
  key: ["policyVersion"],
  indexes: [],
};

export const judgedByPolicy = (judge: Judge): SummedRows =>
  summed<FactsRow>({
    from: factsTable,
    table: judgedByPolicyTable,
    summands(row) {
      const ticket = judge(row)?.settled?.ticket;
      if (ticket === undefined) return [];
      return [
        { keys: [[ticket.policyVersion]], amounts: new Map([["tickets", 1]]), bags: new Map() },
      ];
    },
  });
