import { customerStream } from "@docket/desk";
import {
  commandId,
  derivedUlid,
  isMissing,
  isUnreadable,
  revision,
  subject,
  type EventStore,
  type KeyStore,
} from "@docket/event-sourcing";
import { refusal, type Command, type Refusal } from "@docket/schemas";
import type { Commands, Result } from "./commands.ts";
import { heldTicket } from "./people.ts";
import { isUnread } from "./settling.ts";

type Erasure = Extract<Command, { readonly type: "eraseCustomer" }>;

/**
 * The same commands for whoever asks from outside: a customer is erased also when their own stream takes no event, since some
 * were removed or cannot be read, and nobody is erased of whom nothing is there (D16). The erasure is then recorded of another id,
 * made from theirs and linked with it; what follows from it destroys the keys of both and tells the tables of both.
 */
export function erasingUnread(
  commands: Commands,
  {
    store,
    keys,
    ticketsOf,
  }: {
    readonly store: Pick<EventStore, "isRemoved">;
    readonly keys: KeyStore;
    readonly ticketsOf: (customerId: string) => Promise<readonly string[]>;
  },
): Commands {
  async function erase(command: Erasure): Promise<Result> {
    const { customerId } = command;
    if (await isNowhere(customerId)) {
      return refused(command, refusal("CUSTOMER_NOT_FOUND", `\`${customerId}\`.`));
    }
    // A store may take an event into a stream that was deleted: nothing could be completed there.
    if (await store.isRemoved(customerStream(customerId), revision(0)))
      return eraseStandIn(command);
    const result = await commands.handle(command);
    return result.accepted || !isUnread(result.refusal) ? result : eraseStandIn(command);
  }

  async function isNowhere(customerId: string): Promise<boolean> {
    const own = subject("customer", customerId);
    if ((await keys.read([own])).has(own) || (await keys.linked(own)).length > 1) return false;
    const state = await commands.customer(customerId).catch(refusalOf);
    return (
      "status" in state && state.status === "unknown" && (await ticketsOf(customerId)).length === 0
    );
  }

  /** Linked before it is recorded: what follows from it reaches all who are linked. */
  async function eraseStandIn(command: Erasure): Promise<Result> {
    const { customerId } = command;
    const tickets = await ticketsOf(customerId);
    const held = await heldTicket(tickets, (ticketId) => commands.ticket(ticketId)).catch(
      refusalOf,
    );
    if (typeof held === "object") return refused(command, held);
    if (held !== undefined) return refused(command, refusal("LEGAL_HOLD", `It is ${held}.`));
    const standIn = derivedUlid("erasure of", customerId);
    await keys.link(subject("customer", standIn), subject("customer", customerId));
    return commands.handle({ ...command, customerId: standIn, expectedRevision: undefined });
  }

  return {
    ...commands,
    handle: (command, options) =>
      command.type === "eraseCustomer" ? erase(command) : commands.handle(command, options),
  };
}

const refused = ({ commandId: id }: Erasure, why: Refusal): Result => ({
  accepted: false,
  commandId: commandId(id),
  refusal: why,
  repeated: false,
});

/** Why a stream cannot be read; anything else is thrown on. */
function refusalOf(error: unknown): Refusal {
  if (isMissing(error) || isUnreadable(error)) return refusal(error.code, `${error.message}.`);
  throw error;
}
