import type { OwnedRows } from "@docket/event-sourcing";
import { formatInstant, isWithinCohort, type EpochMs } from "@docket/service-levels";
import { contactsIn, kpiContactsTable, type Contact, type KpiContactRow } from "./kpi-gathered.ts";
import { owned, type TableOf } from "./model.ts";

/**
 * A ticket solved on the first contact by its own history, and followed by another of the customer in the category: it counts
 * as solved no more. What it is credited to stands in `cohorts`.
 */
export type FollowedContactRow = {
  readonly customerId: string;
  readonly category: string;
  readonly ticketId: string;
  readonly firstResolvedAt: string;
};

export const followedContactsTable: TableOf<FollowedContactRow> = {
  name: "followed_contacts",
  version: 2,
  columns: { customerId: "text", category: "text", ticketId: "text", firstResolvedAt: "text" },
  key: ["customerId", "category", "ticketId"],
  indexes: [["firstResolvedAt"]],
};

export const followedContacts: OwnedRows = owned<KpiContactRow, FollowedContactRow>({
  from: kpiContactsTable,
  table: followedContactsTable,
  rows(row) {
    if (row.tickets < 2) return [];
    const { customerId, category } = row;
    return followedAmong(contactsIn(row)).map(({ ticketId, resolvedAt }) => {
      return { customerId, category, ticketId, firstResolvedAt: formatInstant(resolvedAt) };
    });
  },
});

/** Of tickets of one customer in one category, those that count as solved on the first contact, and that another followed. */
export const followedAmong = (contacts: readonly Contact[]): readonly FirstContact[] => {
  const inOrder = contacts.toSorted((one, other) => one.openedAt - other.openedAt);
  return inOrder.filter(
    (contact, place): contact is FirstContact =>
      isFirstContact(contact) &&
      // The first of all others that were not opened before stands beside it, or one that was opened at the same instant.
      [inOrder[place - 1], inOrder[place + 1]].some((other) => isFollowedBy(contact, other)),
  );
};

type FirstContact = Contact & { readonly resolvedAt: EpochMs };
const isFirstContact = (contact: Contact): contact is FirstContact => contact.resolvedAt !== null;

const isFollowedBy = (
  { openedAt, resolvedAt }: FirstContact,
  other: Contact | undefined,
): boolean =>
  other !== undefined && other.openedAt >= openedAt && isWithinCohort(resolvedAt, other.openedAt);
