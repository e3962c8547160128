import { accept, refuse, type Decision, type Instant } from "@docket/event-sourcing";
import { refusal, type DeskPolicy, type Refusal, type RefusalCode } from "@docket/schemas";

/** A command whose time is known: its own, or the moment it was taken. */
export type Timed<Command> = Command & { readonly occurredAt: string };

/** What deciding needs to know from outside the stream. */
export interface DeskContext {
  readonly now: Instant;
  /** The desk's policy in force at `now`. */
  readonly policy: DeskPolicy;
}

export const refused = (
  code: RefusalCode,
  detail?: string,
  particulars?: Omit<Refusal, "code" | "message">,
): Decision<never, Refusal> => refuse(refusal(code, detail, particulars));

/** Accepted, and nothing changed: the event is the trace by which a repetition is known. */
export const unchanged = (command: { readonly type: string }, reason: string) =>
  accept({ type: "noEffect" as const, data: { command: command.type, reason } });
