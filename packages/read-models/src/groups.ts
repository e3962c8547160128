import {
  modelTables,
  readersOf,
  tablesOf,
  type ModelGroup,
  type PersonalFields,
  type Share,
  type Table,
} from "@docket/event-sourcing";
import type { DomainEvent, EventType } from "@docket/schemas";
import { alarms } from "./alarms.ts";
import { articleUses } from "./article-uses.ts";
import { articles } from "./articles.ts";
import { customerIdentities } from "./customer-identities.ts";
import { customerTickets } from "./customer-tickets.ts";
import { customers } from "./customers.ts";
import { derivations } from "./derivations.ts";
import { facts } from "./facts.ts";
import { formerCustomers } from "./former-customers.ts";
import type { ReadModel } from "./model.ts";
import { policies } from "./policies.ts";
import { createPolicyBook, type PolicyBook } from "./policy-book.ts";
import { tickets } from "./tickets.ts";
import { timelines } from "./timelines.ts";

interface Group extends ModelGroup<DomainEvent> {
  /**
   * The personal texts that its rows show or are found by. Everything else stays sealed while projecting: a text that nobody
   * reads costs nothing, and cannot leak into a row.
   */
  readonly personal: { readonly [Type in EventType]?: PersonalFields };
}
type Reads = NonNullable<Group["reads"]>;

const isOfTicket = (stream: string): boolean => stream.startsWith("ticket-");
/** What is told of a ticket's clocks. */
const isOfLevels = (stream: string): boolean => stream.startsWith("levels-");
const isErasure = (type: string): boolean =>
  type === "customerErased" || type === "erasureCompleted";

/** Every row belongs to one ticket: the work may be divided among processes. */
const ticketGroup: Group = {
  group: "tickets",
  projections: [tickets, timelines, customerTickets, formerCustomers, articleUses],
  derivations: [],
  reads: ({ stream, type }) => isOfTicket(stream) || isErasure(type),
  erases: isErasure,
  personal: { opened: { subject: true } },
  dividedBy: "ticket",
  revisions: { table: tickets.table, column: "revision" },
};

/** Of tickets it reads only what brings a customer about. */
const readsCustomers: Reads = ({ stream, type }) =>
  isOfTicket(stream) ? type === "opened" || type === "customerIdentified" : !isOfLevels(stream);
const customerGroup: Group = {
  group: "customers",
  projections: [customers, customerIdentities, articles],
  derivations: [],
  reads: readsCustomers,
  erases: isErasure,
  personal: {
    customerRegistered: { name: true, identities: { "*": { value: true } } },
    customerRenamed: { name: true },
    identityAdded: { value: true },
    identityRemoved: { value: true },
  },
};

/** What clocks and key figures follow from, and what follows; with the policies, which both must know. */
const levelGroup = (book: PolicyBook): Group => ({
  group: "levels",
  projections: [policies, facts, alarms],
  derivations: derivations(book),
  reads: ({ stream, type }) =>
    isOfTicket(stream) || isOfLevels(stream) || type === "policyPublished",
  personal: {},
});

/** All read models, as they advance together. A model that changes its group needs a new version. */
export const modelGroups = (book: PolicyBook): readonly Group[] => [
  ticketGroup,
  customerGroup,
  levelGroup(book),
];

const groups = modelGroups(createPolicyBook());

export const GROUP_NAMES = ["tickets", "customers", "levels"] as const;
export type GroupName = (typeof GROUP_NAMES)[number];

/** A group as it is kept. */
export interface KeptGroup {
  readonly group: string;
  /** The names of its checkpoints. */
  readonly readers: readonly string[];
  /** Of its read models. */
  readonly models: readonly Table[];
  /** These, and how far they are in each stream. */
  readonly tables: readonly Table[];
}
export const keptGroups: readonly KeptGroup[] = groups.map((group) => ({
  group: group.group,
  readers: readersOf(group),
  models: modelTables(group),
  tables: tablesOf(group),
}));

/** Who must have come to a place for the read models of these groups, or of a share of them, to be there. */
export const readersIn = (names: readonly GroupName[], share?: Share): readonly string[] =>
  groups
    .filter(({ group }) => names.some((name) => name === group))
    .flatMap((group) => readersOf(group, share));

export const allReaders = readersIn(GROUP_NAMES);

/** All read models that are folded from events. */
export const readModels: readonly ReadModel[] = groups.flatMap(({ projections }) => projections);
