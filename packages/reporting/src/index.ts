/** In reading order: what all reports share, then one report after the other. */
export * from "./period.ts";
export * from "./header.ts";
export * from "./grouping.ts";
export * from "./sla.ts";
export * from "./sla-rows.ts";
export * from "./why.ts";
export * from "./kpi-rows.ts";
export type * from "./kpi-sums.ts";
export { kpiScan, type KpiScan } from "./kpi-scan.ts";
export { kpiReport, type KpiAccumulator, type KpiGroup, type KpiReport } from "./kpi.ts";
export * from "./kpi-course.ts";
export * from "./backlog-instants.ts";
export * from "./backlog.ts";
export * from "./agents.ts";
export * from "./knowledge-rows.ts";
export * from "./knowledge.ts";
export * from "./worst-clocks.ts";
export * from "./render/index.ts";
