import type {
  CommandId,
  EventId,
  Instant,
  Position,
  Revision,
  StreamName,
  Subject,
} from "./brands.ts";

/** Who, for whom, why and when: what every event carries beside its data. */
export interface Metadata {
  /** Of the event type's schema. */
  readonly version: number;
  readonly commandId: CommandId;
  /** Of the command's time and content, keyed by the subject's key. */
  readonly digest: string;
  readonly subject: Subject;
  readonly actor: { readonly id: string; readonly role: string; readonly onBehalfOf?: string };
  readonly occurredAt: Instant;
  readonly causationId?: string;
  readonly correlationId: string;
}

/** Any event: what is common to all domains. */
export interface AnyEvent {
  readonly type: string;
  readonly data: unknown;
}

/** An event as readers see it: decrypted where its key exists, and upcast to the present version. */
export type RecordedEvent<Event extends AnyEvent = AnyEvent> = Event & {
  readonly id: EventId;
  readonly stream: StreamName;
  readonly revision: Revision;
  readonly position: Position;
  readonly recordedAt: Instant;
  readonly metadata: Metadata;
};
