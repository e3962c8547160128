export * from "./projector-role.ts";
