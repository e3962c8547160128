import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { lifeCyclesPage } from "./life-cycles-page.ts";

writeFileSync(join(import.meta.dirname, "../../../docs/life-cycles.md"), lifeCyclesPage());
