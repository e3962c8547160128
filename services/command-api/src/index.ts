export * from "./event-formats.ts";
export * from "./system-clock.ts";
export * from "./commands.ts";
export * from "./erasing.ts";
export * from "./reactions.ts";
export * from "./answer.ts";
export * from "./routes.ts";
export * from "./adopt.ts";
