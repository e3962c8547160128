export { startNats, type NatsServer } from "./nats.ts";
export { startPostgres, type LocalPostgres, type LocalPostgresOptions } from "./postgres.ts";
export { freePort } from "./free-port.ts";
