export { connectNats, type NatsLink, type NatsOptions } from "./connection.ts";
export type { ConsumeOptions, EventConnection, EventLink, StreamManager } from "./event-link.ts";
export { hasJetStream } from "./event-stream.ts";
export { namesOf } from "./names.ts";
export * from "./relay.ts";
export { natsLogReader, type LogReader } from "./log-reader.ts";
export * from "./command-service.ts";
