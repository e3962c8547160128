export { startDouble, type Double, type DoubleOptions } from "./double.ts";
export type { AppendFault, Faults, ReadFault } from "./faults.ts";
