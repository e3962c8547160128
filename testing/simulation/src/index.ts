export * from "./faults.ts";
export * from "./simulate.ts";
