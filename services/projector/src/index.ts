export * from "./projector-role.ts";
export { buildGroup } from "./build-group.ts";
export { sharedLog } from "./shared-log.ts";
export type { BuildApart, Progress } from "./group-work.ts";
