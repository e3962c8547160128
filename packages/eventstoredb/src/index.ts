export {
  endOfLog,
  openEventStore,
  type EventStoreDb,
  type EventStoreDbHealth,
  type EventStoreDbOptions,
} from "./event-store.ts";
export { StoreError } from "./store-error.ts";
