export * from "./read-model-store.ts";
export * from "./key-store.ts";
