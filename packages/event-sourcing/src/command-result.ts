import type {
  CommandId,
  EventId,
  Instant,
  Position,
  Revision,
  StreamName,
  Subject,
} from "./brands.ts";
import type { UnreadableEvent } from "./codec.ts";
import type { EventsMissing } from "./missing-events.ts";

/** What every command carries, whatever it is about. */
export interface CommandLike {
  readonly type: string;
  readonly commandId: string;
  readonly actor: {
    readonly id: string;
    readonly role: string;
    readonly onBehalfOf?: string | undefined;
  };
  readonly occurredAt?: string | undefined;
  readonly expectedRevision?: number | undefined;
  readonly causationId?: string | undefined;
  readonly correlationId?: string | undefined;
}

/** What became of a command. The same command again gives the same answer, `repeated`. */
export type CommandResult<Refusal> =
  | {
      readonly accepted: true;
      readonly commandId: CommandId;
      readonly stream: StreamName;
      readonly events: readonly {
        readonly id: EventId;
        readonly type: string;
        readonly revision: Revision;
      }[];
      /** Of the last of these events. */
      readonly revision: Revision;
      /** A query that waits for this place sees what the command did. */
      readonly position: Position;
      readonly recordedAt: Instant;
      readonly repeated: boolean;
    }
  | {
      readonly accepted: false;
      readonly commandId: CommandId;
      readonly refusal: Refusal;
      /** Refused before, and recorded then (imports only). */
      readonly repeated: boolean;
    };

/** The refusals that are no business of the domain's; the texts come from the one catalogue. */
export interface HandlingRefusals<Refusal> {
  commandIdReused(): Refusal;
  staleRevision(actual: Revision | null): Refusal;
  subjectErased(subject: Subject): Refusal;
  tooLarge(bytes: number, limit: number): Refusal;
  /** @param cause what the store said last; undefined when others were faster each time */
  storeUnavailable(cause: unknown): Refusal;
  unreadable(error: UnreadableEvent | EventsMissing): Refusal;
}
