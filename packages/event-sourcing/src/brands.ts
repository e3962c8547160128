/** The words of event sourcing as types: none of these can be passed where another is meant. */

declare const brand: unique symbol;
/** A primitive that only its own constructor makes. */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };

/** `<category>-<id>`, for example `ticket-01J…`. The category is what stands before the first hyphen. */
export type StreamName = Brand<string, "StreamName">;
/** A UUID; derived from the command's id and the event's index, so that a retry repeats it. */
export type EventId = Brand<string, "EventId">;
/** The idempotency key of a command, chosen by its sender and scoped to a stream. */
export type CommandId = Brand<string, "CommandId">;
/** A place in a stream: 0 is the first event. */
export type Revision = Brand<number, "Revision">;
/** A place in the whole log. Opaque outside its adapter: compare it, never do arithmetic with it. */
export type Position = Brand<bigint, "Position">;
/** An instant of canonical form `YYYY-MM-DDTHH:MM:SS.mmmZ`, so that instants compare as strings. */
export type Instant = Brand<string, "Instant">;
/** Whose key protects a personal field: `customer:<id>`, or `ticket:<id>` while the customer is unknown. */
export type Subject = Brand<string, "Subject">;

export const streamName = (category: string, id: string): StreamName =>
  `${category}-${id}` as StreamName;
/** For a text that names a stream already, as a store or a message has it. */
export const streamNamed = (name: string): StreamName => name as StreamName;
export const categoryOf = (stream: StreamName): string => stream.slice(0, stream.indexOf("-"));
export const idOf = (stream: StreamName): string => stream.slice(stream.indexOf("-") + 1);
export const revision = (value: number): Revision => value as Revision;
export const position = (value: bigint): Position => value as Position;
export const commandId = (value: string): CommandId => value as CommandId;
export const subject = (
  kind: "customer" | "ticket" | "article" | "policy" | "erasure" | "levels" | "following",
  id: string,
): Subject => `${kind}:${id}` as Subject;
/** For a text that is a UUID in lower case already. */
export const eventId = (value: string): EventId => value as EventId;
/** For a text that names a subject already, as an event's metadata does. */
export const subjectNamed = (name: string): Subject => name as Subject;
/** For a text that is of canonical form already, as schemas make it. */
export const canonicalInstant = (text: string): Instant => text as Instant;
/** Throws a RangeError for a date that is not valid. */
export const instant = (value: Date | number): Instant => new Date(value).toISOString() as Instant;
