export { endOfLog, openEventStore, type EventStoreDb } from "./event-store.ts";
export { addressProblem, processClients } from "./client.ts";
export type { NodeClient, Reading } from "./node-client.ts";
