export {
  endOfLog,
  openEventStore,
  type EventStoreDb,
  type EventStoreDbHealth,
  type EventStoreDbOptions,
} from "./event-store.ts";
export { addressProblem, processClients, type ProcessClients } from "./client.ts";
export type { Following, NodeClient, Reading } from "./node-client.ts";
export { StoreError } from "./store-error.ts";
