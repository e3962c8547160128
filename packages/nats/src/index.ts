export { connectNats, type NatsHealth, type NatsLink, type NatsOptions } from "./connection.ts";
export type {
  Consuming,
  ConsumeOptions,
  EventConnection,
  EventLink,
  StreamManager,
} from "./event-link.ts";
export { hasJetStream } from "./event-stream.ts";
export { namesOf, type DeskNames } from "./names.ts";
export * from "./relay.ts";
export { natsLogReader, type LogReader } from "./log-reader.ts";
export * from "./command-service.ts";
