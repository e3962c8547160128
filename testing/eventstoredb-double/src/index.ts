export { startDouble, type Double } from "./double.ts";
export { spawnDouble } from "./double-process.ts";
export type { AppendFault } from "./faults.ts";
export type { StoredRecord } from "./events.ts";
export { NodeLog } from "./node-log.ts";
