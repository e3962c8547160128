import type { Brand } from "@docket/event-sourcing";

/** What a person reads over the phone: `ABCDE-FGHJK-C`. */
export type Reference = Brand<string, "Reference">;
/**
 * Where a ticket stands in its chart: `phase`, `phase.state`, or `resolution.state.course` for a complaint; a merged
 * ticket also tells where it came from: `closed.merged(resolution.working)`.
 */
export type ChartPosition = Brand<string, "ChartPosition">;

export const reference = (text: string): Reference => text as Reference;
export const chartPosition = (text: string): ChartPosition => text as ChartPosition;
