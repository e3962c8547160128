export * from "./customer.ts";
export * from "./article.ts";
export * from "./policy.ts";
export * from "./levels.ts";
