import { join } from "node:path";

/** Docket's program, to be run as a process of its own. */
export const PROGRAM = join(import.meta.dirname, "../../services/docket/src/main.ts");
