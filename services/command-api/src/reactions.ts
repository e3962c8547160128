import { escalationOf, LEVELS_CATEGORY } from "@docket/desk";
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
import type { Actor, DomainEvent, LevelsEvent, TicketEvent } from "@docket/schemas";
import { isHeld, reactingTypes, TICKET_CATEGORY } from "@docket/ticket";
import type { Commands } from "./commands.ts";
import { eventFormats } from "./event-formats.ts";
import { createFollowing } from "./following.ts";
import { customersLinked, customerWay, idOfSubject, isCustomer } from "./people.ts";
import { answered, isUnread, settled } from "./settling.ts";

const DOCKET: Actor = { id: "docket", role: "administrator" };

/** The name of the checkpoint up to which everything that follows from an event has been done. */
export const REACTIONS = "reactions";

const MERGED_TOO_LATE = "merged with a customer who is erased";

/** What is split off takes its texts along. All others stay sealed: of most events, openings, ids are enough. */
const splitOff = eventFormats.get("splitOff")?.personal;
const personalFieldsTold = splitOff === undefined ? {} : { splitOff };

type Event = RecordedEvent<DomainEvent>;
type IdentifiedData = Extract<Event, { type: "customerIdentified" }>["data"];

/** What follows from an event in another stream, or in the key store. Repeated after a crash, without effect. */
export function createReactions(options: {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: Pick<
    ReadModelStore,
    "checkpoint" | "commit" | "install" | "select" | "scrub"
  >;
  readonly commands: Commands;
  /** Settles once the read models have come to a place, and so been blanked. */
  readonly projector: { reached(place: Position): Promise<void> };
}): Reactor {
  const { store, keys, readModels, commands, projector } = options;
  const inOtherTicket = createFollowing({ store, commands });

  async function react(event: Event): Promise<void> {
    switch (event.type) {
      case "customerIdentified":
        return identify(event, event.data);
      case "customerMerged":
        return merge(event, event.data.into);
      case "customerErased":
        return erase(event, event.data.ground);
      case "erasureCompleted":
        return eraseAgain(event, event.data.also);
      case "legalHoldReleased":
        return eraseReleased(event);
      default:
        return follow(event);
    }
  }

  async function identify(event: Event, to: IdentifiedData): Promise<void> {
    // A ticket that was moved from one customer to another must not make one person of the two.
    if (to.previousCustomerId !== undefined) return;
    const ticketId = idOf(event.stream);
    const customer = subject("customer", to.customerId);
    const isErased = async () => (await keys.obtain(customer)) === "erased";
    // Decided before the erasure and appended after it: the link would destroy what is held.
    if ((await isErased()) && isHeld(await commands.ticket(ticketId))) return;
    await keys.link(subject("ticket", ticketId), customer);
    // Likewise: the ticket's own key went with the link.
    if (await isErased()) await completeErasure(event, to.customerId, []);
  }

  async function merge(event: Event, into: string): Promise<void> {
    const merged = subject("customer", idOf(event.stream));
    const kept = subject("customer", into);
    const isErased = async (one: Subject) => (await keys.obtain(one)) === "erased";
    if (!(await isErased(kept)) && !(await isErased(merged))) await keys.link(merged, kept);
    else await eraseBoth(event, merged, kept);
    await partCircle(event);
  }

  /** Likewise, one way or the other: the link destroys the keys of all who were not erased, so they are told first. */
  async function eraseBoth(event: Event, merged: Subject, kept: Subject): Promise<void> {
    const all = [...(await keys.linked(merged)), ...(await keys.linked(kept))].filter(isCustomer);
    const told = await eraseAllToo(event, all, MERGED_TOO_LATE);
    if (told.held.length > 0) return;
    await keys.link(merged, kept);
    if (told.unread.length === 0) return;
    const erased = all.map(idOfSubject).find((one) => !told.unread.includes(one));
    await completeErasure(event, erased ?? idOfSubject(kept), told.unread);
  }

  /** Customers who were merged into each other at once would all refuse every command: one stays. */
  async function partCircle(event: Event): Promise<void> {
    const { standing, isCircle } = await customerWay(idOf(event.stream), commands);
    if (!isCircle) return;
    await settled(commands, {
      type: "unmergeCustomer",
      customerId: standing,
      commandId: commandId(derivedUuid("unmerge", event.id)),
      actor: DOCKET,
      causationId: event.id,
      data: {},
    });
  }

  async function follow(event: Event): Promise<void> {
    if (isLevelsEvent(event)) return escalate(event);
    if (isTicketEvent(event)) return inOtherTicket(event);
  }

  /** When it is done, not when the clock passed: after an outage these are hours apart. */
  async function escalate(event: RecordedEvent<LevelsEvent>): Promise<void> {
    const { correlationId } = event.metadata;
    const cause = { eventId: event.id, ticketId: idOf(event.stream), correlationId };
    const command = escalationOf(event, cause);
    if (command !== undefined) await settled(commands, command);
  }

  /** Everyone who is this person is told first: once the keys are gone, nothing can be recorded of them. */
  async function erase(event: Event, ground: string): Promise<void> {
    const erased = subject("customer", idOf(event.stream));
    const others = (await keys.linked(erased)).filter((one) => one !== erased && isCustomer(one));
    const { held, unread } = await eraseAllToo(event, others, ground);
    // The hold was placed while this was decided: nothing that is held is destroyed.
    if ((await commands.heldKeys(idOf(event.stream))) !== undefined) return;
    await keys.erase(erased);
    await completeErasure(event, idOf(event.stream), [...held, ...unread]);
  }

  /** An erasure that a hold had overtaken is carried out when the last one is released. */
  async function eraseReleased(event: Event): Promise<void> {
    const ticket = await commands.ticket(idOf(event.stream));
    if (isHeld(ticket) || ticket.position === null || ticket.customerId === null) return;
    const person = await customersLinked(ticket.customerId, keys);
    let erased: string | undefined;
    const untold: string[] = [];
    for (const one of person) {
      if ((await commands.customer(one)).status !== "erased") untold.push(one);
      else erased ??= one;
    }
    if (erased === undefined) return;
    const own = subject("customer", erased);
    if ((await keys.read([own])).has(own)) await completeErasure(event, erased, untold);
  }

  /** Keys that a backup brought back are destroyed again, when an erasure is completed once more. */
  async function eraseAgain(event: Event, also: readonly string[] = []): Promise<void> {
    const own = idOf(event.stream);
    const names = [own, ...also].map((one) => subject("customer", one));
    const back = [...(await keys.read(names)).keys()];
    if (back.length === 0 || (await commands.heldKeys(own)) !== undefined) return;
    for (const one of back) await keys.erase(one);
    // The backup may be older than what made one person of them.
    for (const name of also) await keys.link(subject("customer", name), subject("customer", own));
    await completeErasure(event, own, also);
  }

  /** @returns who could not be told, as a ticket of theirs is held by now or an event in their stream cannot be read */
  async function eraseAllToo(event: Event, customers: readonly Subject[], ground: string) {
    const [held, unread]: [string[], string[]] = [[], []];
    for (const customer of customers) {
      const result = await eraseToo(event, customer, ground);
      if (result.accepted) continue;
      if (result.refusal.code === "LEGAL_HOLD") held.push(idOfSubject(customer));
      if (isUnread(result.refusal)) unread.push(idOfSubject(customer));
    }
    return { held, unread };
  }

  /** Now, by the clock of who tells them: when it was asked for may lie in the future by that clock, which is refused. */
  const eraseToo = (event: Event, customer: Subject, ground: string) =>
    answered(commands, {
      type: "eraseCustomer",
      customerId: idOfSubject(customer),
      commandId: commandId(derivedUuid("erase", event.id, customer)),
      actor: DOCKET,
      causationId: event.id,
      data: { ground },
    });

  /**
   * What was sealed before the keys were destroyed may be appended after `customerErased`, and projected while it could
   * still be read. An event that is recorded now has all that behind it: once the read models are here, they are blank.
   */
  async function completeErasure(
    event: Event,
    customerId: string,
    untold: readonly string[],
  ): Promise<void> {
    const completed = await answered(commands, {
      type: "completeErasure",
      customerId,
      commandId: commandId(derivedUuid("complete-erasure", event.id)),
      actor: DOCKET,
      causationId: event.id,
      data: untold.length === 0 ? {} : { also: [...untold] },
    });
    await projector.reached(completed.accepted ? completed.position : event.position);
    await readModels.scrub();
  }

  return createReactor({
    store,
    keys,
    checkpoints: readModels,
    codec: createCodec<DomainEvent>(eventFormats).reading(personalFieldsTold),
    group: REACTIONS,
    batch: 1_000,
    types: new Set([
      ...reactingTypes,
      "customerIdentified",
      "customerMerged",
      "customerErased",
      "erasureCompleted",
      "legalHoldReleased",
      "clockWarned",
      "clockBreached",
    ]),
    react,
  });
}

const isTicketEvent = (event: Event): event is RecordedEvent<TicketEvent> =>
  categoryOf(event.stream) === TICKET_CATEGORY;
const isLevelsEvent = (event: Event): event is RecordedEvent<LevelsEvent> =>
  categoryOf(event.stream) === LEVELS_CATEGORY;
