export { wantsSurveys, type CustomerState } from "./customer-state.ts";
export type { CustomerContext } from "./customer-decide.ts";
export type { DeskContext } from "./decision.ts";
export * from "./customer.ts";
export * from "./article.ts";
export * from "./policy.ts";
export * from "./levels.ts";
