export { startDouble, type Double, type DoubleOptions } from "./double.ts";
export { spawnDouble, type DoubleProcess } from "./double-process.ts";
export type { AppendFault, Faults, ReadFault } from "./faults.ts";
export type { ProposedEvent, StoredRecord } from "./events.ts";
export { NodeLog } from "./node-log.ts";
