import { wantsSurveys, type CustomerState } from "@docket/desk";
import { subject, type KeyStore, type Subject } from "@docket/event-sourcing";
import { isHeld, type TicketState } from "@docket/ticket";
import { along, wayFrom, type MergedWay, type Merges } from "./circle.ts";

/** A customer's state by id, as of the last commit. */
type ReadCustomer = (customerId: string) => Promise<CustomerState>;

/** Customers who may be one person. */
export interface People {
  readonly customer: ReadCustomer;
  /** All that are known to be the same person, the customer among them. */
  readonly samePerson: (customerId: string) => Promise<readonly string[]>;
}

/** Whether a customer is erased, or whom they were merged into: from `customerErased` on, before any key is destroyed (D16). */
export async function isErased(customerId: string, { customer }: People): Promise<boolean> {
  for await (const [, { status }] of along(customerId, mergesOfCustomers(customer)))
    if (status === "erased") return true;
  return false;
}

/** Whether the person has not said no to surveys under any name (D13, D16). */
export async function mayBeSurveyed(
  customerId: string,
  { customer, samePerson }: People,
): Promise<boolean> {
  for await (const [, state] of along(customerId, mergesOfCustomers(customer)))
    if (!wantsSurveys(state)) return false;
  for (const name of await samePerson(customerId)) {
    if (!wantsSurveys(await customer(name))) return false;
  }
  return true;
}

/** The first of a customer's tickets that keeps them from being erased now. */
export async function heldTicket(
  ticketIds: readonly string[],
  ticket: (ticketId: string) => Promise<TicketState>,
): Promise<string | undefined> {
  for (const ticketId of ticketIds) if (isHeld(await ticket(ticketId))) return ticketId;
  return undefined;
}

/** The first held ticket that would be blank without a customer's keys as they are linked now; none once these are destroyed. */
export async function heldByKeys(
  customerId: string,
  {
    ticketsOf,
    ticket,
    keys,
  }: {
    readonly ticketsOf: (customerId: string) => Promise<readonly string[]>;
    readonly ticket: (ticketId: string) => Promise<TicketState>;
    readonly keys: Pick<KeyStore, "linked" | "read">;
  },
): Promise<string | undefined> {
  const linked = new Set(await keys.linked(subject("customer", customerId)));
  if ((await keys.read([...linked])).size === 0) return undefined;
  for (const ticketId of await ticketsOf(customerId)) {
    const state = await ticket(ticketId);
    if (!isHeld(state) || state.position === null || state.customerId === null) continue;
    if (!linked.has(subject("customer", state.customerId))) continue;
    // It was opened while nobody knew the customer, and its own key is not linked yet.
    const own = subject("ticket", ticketId);
    if (linked.has(own) || !(await keys.read([own])).has(own)) return ticketId;
  }
  return undefined;
}

/** Along the merges of customers. */
export const customerWay = (
  customerId: string,
  { customer }: Pick<People, "customer">,
): Promise<MergedWay> => wayFrom(customerId, mergesOfCustomers(customer));

const mergesOfCustomers = (read: ReadCustomer): Merges<CustomerState> => ({
  read,
  into: (state) => (state.status === "merged" ? state.into : null),
});

/** The customers whose keys are linked. */
export async function customersLinked(
  customerId: string,
  keys: Pick<KeyStore, "linked">,
): Promise<readonly string[]> {
  const linked = await keys.linked(subject("customer", customerId));
  return linked.filter(isCustomer).map(idOfSubject);
}

export const isCustomer = (one: Subject): boolean => one.startsWith("customer:");
export const idOfSubject = (one: Subject): string => one.slice(one.indexOf(":") + 1);
