import { NatsError } from "nats";

/** What kind of failure it was; never its text, which may tell an address. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "UNKNOWN";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** What JetStream said of it, which tells no address; `undefined` when it said nothing. */
export function reasonOf(error: unknown): string | undefined {
  if (error instanceof NatsError) return error.api_error?.description;
  if (!(error instanceof Error) || !("reason" in error)) return undefined;
  return typeof error.reason === "string" ? error.reason : undefined;
}
