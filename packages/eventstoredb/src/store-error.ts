import { EventsMissing, InvalidAppend, isMissing } from "@docket/event-sourcing";

/**
 * What the node refused or did not answer.
 * - `STORE_UNAVAILABLE`: no answer, or none to be believed; ask again
 * - `STORE_ACCESS_DENIED`: the credentials do not suffice
 */
export class StoreError extends Error {
  readonly code: "STORE_UNAVAILABLE" | "STORE_ACCESS_DENIED";
  constructor(code: StoreError["code"], message: string, cause?: unknown) {
    super(message, { cause });
    this.code = code;
  }
}

export const unavailable = (cause: unknown): StoreError =>
  new StoreError("STORE_UNAVAILABLE", "EventStoreDB does not answer.", cause);

/** The client's word for what went wrong: several of its errors have an empty message. */
export function typeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("type" in error)) return undefined;
  return typeof error.type === "string" ? error.type : undefined;
}

/** The gRPC status of an error that the client passes on as it came. */
export function codeOf(error: unknown): number | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  return typeof error.code === "number" ? error.code : undefined;
}

/** An error by which the node says that it did nothing, and would not do it another time either. */
export function refusalOf(error: unknown): Error | undefined {
  if (isMissing(error)) return error;
  if (error instanceof StoreError) return error.code === "STORE_UNAVAILABLE" ? undefined : error;
  switch (typeOf(error)) {
    case "access-denied":
      return new StoreError("STORE_ACCESS_DENIED", "EventStoreDB denies access.", error);
    case "stream-deleted":
      return new EventsMissing("the stream was deleted on EventStoreDB", { cause: error });
    case "maximum-append-size-exceeded":
      return new InvalidAppend("The append has more bytes than EventStoreDB takes.", {
        cause: error,
      });
    default:
      return undefined;
  }
}
