import type { Derivation } from "@docket/event-sourcing";
import { formatInstant, isWithinCohort } from "@docket/service-levels";
import { dimensionColumns, type Dimensions } from "./dimensions.ts";
import { contactsIn, kpiContactsTable, type Contact, type KpiContactRow } from "./kpi-gathered.ts";
import { derivation, type TableOf } from "./model.ts";

/** A ticket solved on the first contact by its own history, and followed by another of the customer in the category. */
export type FollowedContactRow = {
  readonly ticketId: string;
  readonly customerId: string;
  readonly firstResolvedAt: string;
} & Dimensions;

export const followedContactsTable: TableOf<FollowedContactRow> = {
  name: "followed_contacts",
  version: 1,
  columns: {
    ticketId: "text",
    customerId: "text",
    firstResolvedAt: "text",
    ...dimensionColumns,
  },
  key: ["customerId", "category", "ticketId"],
  indexes: [["firstResolvedAt"]],
};

export const followedContacts = (): Derivation =>
  derivation<KpiContactRow, FollowedContactRow>({
    from: kpiContactsTable,
    table: followedContactsTable,
    kind: "owned",
    rows(row) {
      if (row.tickets < 2) return [];
      const contacts = contactsIn(row);
      return contacts.flatMap((contact) => {
        const [ticketId, , resolvedAt, channel, kind, priority, team, agent] = contact;
        if (resolvedAt === null || !isFollowed(contact, resolvedAt, contacts)) return [];
        const { customerId, category } = row;
        const firstResolvedAt = formatInstant(resolvedAt);
        const credited = { channel, kind, category, priority, team, agent };
        return [{ ticketId, customerId, firstResolvedAt, ...credited }];
      });
    },
  });

const isFollowed = (
  [ticketId, openedAt]: Contact,
  resolvedAt: number,
  contacts: readonly Contact[],
): boolean =>
  contacts.some(
    ([other, at]) => other !== ticketId && at >= openedAt && isWithinCohort(resolvedAt, at),
  );
