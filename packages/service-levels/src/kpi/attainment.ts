import { shareFigure, type Figure } from "./definition.ts";

export const attainmentDefinition = { name: "attainment", version: 6 };

/** Clocks by what became of them; counts, so that periods and groups add up. */
export interface ClockCounts {
  readonly met: number;
  readonly breached: number;
  readonly cancelled: number;
  /** Running or paused. */
  readonly running: number;
  readonly unreachable: number;
}

/** met / (met + breached) (D11, D14). What is undecided or cancelled stands beside the figure, never in it. */
export const attainment = (counts: ClockCounts): Figure =>
  shareFigure(attainmentDefinition, counts.met, counts.met + counts.breached);
