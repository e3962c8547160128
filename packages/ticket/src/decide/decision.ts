import { accept, refuse, type Decision, type Instant } from "@docket/event-sourcing";
import {
  refusal,
  type DeskPolicy,
  type Refusal,
  type RefusalCode,
  type TicketCommand,
  type TicketCommandType,
  type TicketEvent,
} from "@docket/schemas";
import type { TicketState } from "../state.ts";

/** A command with what its sender may leave out filled in by whoever took it. */
export type TicketCommandToDecide = TicketCommand & {
  readonly ticketId: string;
  /** Of canonical form, as the schema makes it. */
  readonly occurredAt: string;
};
export type CommandOf<Type extends TicketCommandType> = Extract<
  TicketCommandToDecide,
  { readonly type: Type }
>;
export type DataOf<Type extends TicketCommandType> = CommandOf<Type>["data"];

/** What deciding needs to know from outside the ticket. */
export interface TicketContext {
  readonly now: Instant;
  /** The one the ticket is bound to; for `open`, the one in force when the ticket was received. */
  readonly policy: {
    readonly name: string;
    readonly version: number;
    readonly document: DeskPolicy;
  };
  /** The ticket that {@link otherTicketOf} names. */
  readonly other?: TicketState;
  /** Where `other` was merged, the ticket that all of these merges lead to. Default: the one that `other` names. */
  readonly standing?: string;
  /** The ticket that {@link parentOf} names. */
  readonly parent?: TicketState;
  /** The customer whom the ticket is given to is erased. Default: they are not. */
  readonly customerErased?: boolean;
  /** False when the customer asked not to be surveyed. Default: true. */
  readonly surveysWanted?: boolean;
  /** The latest version of each article that {@link citedArticles} names, as far as they exist. */
  readonly articles?: ReadonlyMap<string, number>;
}

export type TicketDecision = Decision<TicketEvent, Refusal>;

export const happened = (event: TicketEvent, ...more: readonly TicketEvent[]): TicketDecision =>
  accept(event, ...more);

/** Accepted, and nothing changed: the event is the trace by which a repetition is known. */
export const unchanged = (command: TicketCommandType, reason: string): TicketDecision =>
  accept({ type: "noEffect", data: { command, reason } });

export const refused = (
  code: RefusalCode,
  detail?: string,
  particulars?: Omit<Refusal, "code" | "message">,
): TicketDecision => refuse(refusal(code, detail, particulars));
