export { startNats, type NatsServer } from "./nats.ts";
export { startPostgres, type LocalPostgres, type LocalPostgresOptions } from "./postgres.ts";
