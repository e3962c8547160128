export { startNats, type NatsServer } from "./nats.ts";
export { startPostgres, type LocalPostgres } from "./postgres.ts";
export { startDependent, type Dependent } from "./dependent.ts";
export { freePort } from "./free-port.ts";
export { listens } from "./listens.ts";
