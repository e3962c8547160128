import type { FaultPlan } from "./faults.ts";
import type { NodeLog } from "./node-log.ts";

/** What the services of the node share. */
export interface Node {
  readonly log: NodeLog;
  readonly plan: FaultPlan;
  readonly now: () => number;
  /** Breaks every connection. */
  drop(): void;
}
