/** Reports for people and spreadsheets: what a page is, one page per report, and the three forms it takes. */
export type { Page, Sheet, SheetCell } from "./page.ts";
export * from "./sla-page.ts";
export { kpiPage, kpiSheet } from "./kpi-page.ts";
export { backlogPage, backlogSheet } from "./backlog-page.ts";
export * from "./agents-page.ts";
export * from "./knowledge-page.ts";
export * from "./overview-page.ts";
export { textBlocks, type Block } from "./text.ts";
export * from "./csv.ts";
export { htmlPage } from "./html.ts";
