import {
  categoryOf,
  commandId,
  createCodec,
  createReactor,
  derivedUuid,
  idOf,
  subject,
  type EventStore,
  type KeyStore,
  type Position,
  type Reactor,
  type ReadModelStore,
  type RecordedEvent,
  type Subject,
} from "@docket/event-sourcing";
import {
  refusals,
  type Actor,
  type Command,
  type DomainEvent,
  type TicketEvent,
} from "@docket/schemas";
import { reactingTypes, reactTo, TICKET_CATEGORY } from "@docket/ticket";
import type { Commands } from "./commands.ts";
import { eventFormats } from "./event-formats.ts";

const DOCKET: Actor = { id: "docket", role: "administrator" };

/** The name of the checkpoint up to which everything that follows from an event has been done. */
export const REACTIONS = "reactions";

/** What follows from an event in another stream, or in the key store. Repeated after a crash, without effect. */
export function createReactions(options: {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  readonly commands: Commands;
  /** Settles once the read models have been blanked. */
  readonly projector: { reached(place: Position): Promise<void> };
}): Reactor {
  const { store, keys, readModels, commands, projector } = options;

  async function react(event: RecordedEvent<DomainEvent>): Promise<void> {
    switch (event.type) {
      case "customerIdentified":
        // A ticket that was moved from one customer to another must not make one person of the two.
        if (event.data.previousCustomerId !== undefined) return;
        return keys.link(
          subject("ticket", idOf(event.stream)),
          subject("customer", event.data.customerId),
        );
      case "customerMerged":
        return keys.link(
          subject("customer", idOf(event.stream)),
          subject("customer", event.data.into),
        );
      case "customerErased":
        return erase(event, event.data.ground);
      default:
        return follow(event);
    }
  }

  async function follow(event: RecordedEvent<DomainEvent>): Promise<void> {
    if (!isTicketEvent(event)) return;
    const { occurredAt, correlationId } = event.metadata;
    const cause = { eventId: event.id, ticketId: idOf(event.stream), occurredAt, correlationId };
    for (const command of reactTo(event, cause)) await send(command);
  }

  /** A refusal by the rules is final. A store that does not answer is not: then nothing of the batch is taken as done. */
  async function send(command: Command): Promise<void> {
    const result = await commands.handle(command);
    if (!result.accepted && refusals[result.refusal.code].retry === "same") {
      throw new Error(`${command.type} has to wait: ${result.refusal.message}`);
    }
  }

  /** Everyone who is this person is told first: once the keys are gone, nothing can be recorded of them. */
  async function erase(event: RecordedEvent<DomainEvent>, ground: string): Promise<void> {
    const erased = subject("customer", idOf(event.stream));
    const others = (await keys.linked(erased)).filter((one) => one !== erased && isCustomer(one));
    for (const other of others) {
      await send({
        type: "eraseCustomer",
        customerId: idOfSubject(other),
        commandId: commandId(derivedUuid("erase", event.id, other)),
        actor: DOCKET,
        occurredAt: event.metadata.occurredAt,
        causationId: event.id,
        data: { ground },
      });
    }
    await keys.erase(erased);
    await projector.reached(event.position);
    await readModels.scrub();
  }

  return createReactor({
    store,
    keys,
    checkpoints: readModels,
    codec: createCodec<DomainEvent>(eventFormats),
    group: REACTIONS,
    batch: 1_000,
    types: new Set([...reactingTypes, "customerIdentified", "customerMerged", "customerErased"]),
    react,
  });
}

const isTicketEvent = (event: RecordedEvent<DomainEvent>): event is RecordedEvent<TicketEvent> =>
  categoryOf(event.stream) === TICKET_CATEGORY;
const isCustomer = (one: Subject): boolean => one.startsWith("customer:");
const idOfSubject = (one: Subject): string => one.slice(one.indexOf(":") + 1);
