export * from "./projector-role.ts";
export type { Progress } from "./group-work.ts";
