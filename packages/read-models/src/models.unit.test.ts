import type { Row } from "@docket/event-sourcing";
import { eventSchemas, type DomainEvent } from "@docket/schemas";
import { expect, test } from "vitest";
import { createPolicyBook, modelGroups, readModels } from "./index.ts";
import { createFold, history, minute } from "./testing/fold.ts";
import {
  articleSamples,
  customerErased,
  customerSamples,
  erasureCompleted,
  levelsSamples,
  policySamples,
  ticketA,
  ticketSamples,
} from "./testing/samples.ts";

/** Every event type, once for each way it can come. */
const everything = [
  ...history("ticket", ticketA, ticketSamples),
  ...history("customer", "c-1", [...customerSamples, customerErased, erasureCompleted]),
  ...history("article", "a-1", articleSamples),
  ...history("policy", "desk", policySamples),
  ...history("levels", ticketA, levelsSamples),
];
const ofTickets = [...new Set(ticketSamples.map(({ type }) => type))];

const ofLevels: readonly DomainEvent["type"][] = ["clockWarned", "clockBreached"];

/** Ticket events that no clock and no KPI looks at. */
const SILENT: ReadonlySet<string> = new Set([
  "clarificationAsked",
  "noteAdded",
  "escalated",
  "deescalated",
  "complaintFormFilled",
  "solutionAttempted",
  "passedToManagement",
  "investigationStarted",
  "findingsRecorded",
  "reviewCompleted",
  "correctiveActionRecorded",
  "correctiveActionVerified",
  "correctiveActionFailed",
  "retentionSet",
  "legalHoldPlaced",
  "legalHoldReleased",
  "diagnosed",
  "solutionProposed",
  "solutionAccepted",
  "solutionRejected",
  "redressRequested",
  "redressApproved",
  "redressDeclined",
  "redressGranted",
  "followUpRecorded",
  "linked",
  "unlinked",
  "splitOff",
  "absorbed",
  "released",
  "corrected",
  "commandRefused",
  "noEffect",
]);

/** Which types each model reads; all others it ignores. A new event type belongs in one of the lists. */
const reads: Record<string, readonly DomainEvent["type"][]> = {
  tickets: [...ofTickets, "customerErased", "erasureCompleted"],
  timelines: ofTickets,
  customers: [
    "opened",
    "customerIdentified",
    "customerRegistered",
    "customerRenamed",
    "identityAdded",
    "identityRemoved",
    "preferencesChanged",
    "tierChanged",
    "customerMerged",
    "customerUnmerged",
    "customerErased",
    "erasureCompleted",
  ],
  customer_identities: [
    "customerRegistered",
    "identityAdded",
    "identityRemoved",
    "customerErased",
    "erasureCompleted",
  ],
  customer_tickets: [
    "opened",
    "customerIdentified",
    "channelChanged",
    "messageReceived",
    "replied",
    "clarificationAnswered",
    "contactQueued",
    "solutionAttempted",
    "followUpRecorded",
    "surveyInvited",
  ],
  former_customers: ["customerIdentified"],
  articles: ["articlePublished", "articleRevised", "articleRetired", "deflectionRecorded"],
  article_uses: ["resolved", "reopened"],
  policies: ["policyPublished"],
  facts: [...ofTickets.filter((type) => !SILENT.has(type)), ...ofLevels],
  alarms: ofLevels,
};

test("the samples hold every type of event, each valid", () => {
  expect(new Set(everything.map(({ type }) => type))).toEqual(new Set(eventSchemas.keys()));
  for (const { type, data } of everything) {
    expect(eventSchemas.get(type)?.safeParse(data)).toEqual({ success: true, data });
  }
});

test("every type of event is read by a model", () => {
  const read = new Set<string>(Object.values(reads).flat());
  expect([...eventSchemas.keys()].filter((type) => !read.has(type))).toEqual([]);
});

test.each(readModels)("$table.name reads what it says, and ignores the rest", (model) => {
  const read = new Set<string>();
  for (const event of everything) {
    const rows = model.affects(event);
    if ("where" in rows || rows.length > 0) read.add(event.type);
  }
  expect([...read].sort()).toEqual([...(reads[model.table.name] ?? [])].sort());
});

test.each(modelGroups(createPolicyBook()))(
  "the group $group reads what its models do",
  ({ projections, reads: isRead = () => true }) => {
    const unread = everything.filter((event) => !isRead(event));
    for (const { affects } of projections) {
      const found = unread.map((event) => affects(event));
      expect(found.filter((rows) => "where" in rows || rows.length > 0)).toEqual([]);
    }
  },
);

test("a ticket's row has the revision of its last event, whatever that was", () => {
  const { revisions } = modelGroups(createPolicyBook())[0] ?? {};
  const [{ apply }] = readModels as [(typeof readModels)[0]];
  let row: Row | undefined;
  for (const event of history("ticket", ticketA, ticketSamples)) {
    row = apply(row, event, [ticketA]);
    expect(row?.[revisions?.column ?? ""]).toBe(event.revision);
  }
});

test("no two models share a table, and keys and indexes name columns", () => {
  const names = readModels.map(({ table }) => table.name);
  expect(names.toSorted()).toEqual(Object.keys(reads).toSorted());
  for (const { table } of readModels) {
    for (const column of [...table.key, ...table.indexes.flat()]) {
      expect(Object.keys(table.columns)).toContain(column);
    }
  }
});

test("an article's row says when it was published, revised and retired", () => {
  const fold = createFold(readModels);
  fold.project(history("article", "a-1", articleSamples));
  expect(fold.rows()["articles"]).toMatchObject([
    {
      articleId: "a-1",
      category: "hardware",
      version: 2,
      publishedAt: minute(0),
      revisedAt: minute(1),
      retiredAt: minute(2),
      deflections: 1,
    },
  ]);
});
