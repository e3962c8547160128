export * from "./relay-role.ts";
