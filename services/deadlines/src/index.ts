export * from "./deadlines-role.ts";
