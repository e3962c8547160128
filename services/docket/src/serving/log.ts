import pino, { type Logger } from "pino";

export type { Logger };

/** One JSON object per line on standard error. What is logged is named field by field: never a body, a query or a header. */
export const createLog = (level: string, roles: string): Logger =>
  pino({ level, base: { roles }, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination(2));
