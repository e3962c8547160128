import { enableCompileCache } from "node:module";

// Before anything else is read: a thread would spend its first half second on that.
enableCompileCache();
await import("./build-work.ts");
