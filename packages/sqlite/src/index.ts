export * from "./open.ts";
export * from "./event-store.ts";
export * from "./key-store.ts";
export * from "./read-model-store.ts";
export * from "./folder.ts";
export * from "./backup.ts";
export { identityIn, requireFittingFiles, subjectsWithoutKey } from "./identity.ts";
