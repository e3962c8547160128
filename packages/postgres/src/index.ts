export type { PostgresHealth, PostgresOptions } from "./connection.ts";
export { PostgresError } from "./errors.ts";
export type { AnalystViews } from "./analyst-views.ts";
export * from "./read-model-store.ts";
export * from "./key-store.ts";
