import { enableCompileCache } from "node:module";

// Half of a short call's time is the reading of the program: what one call has compiled, the next one finds.
enableCompileCache();
await import("./program.ts");
