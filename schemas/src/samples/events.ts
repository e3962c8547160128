import { EVENT_VERSION } from "../event.ts";
import type { Role } from "../vocabulary.ts";
import { article, customer, levels, policy } from "./events/desk.ts";
import { complaint, conversation, intake, linking, resolution, routing } from "./events/ticket.ts";
import type { EventData } from "./sample-data.ts";
import { articleId, customerId, morning, staff } from "./story.ts";

/** Some events are no representative's. */
const roles: Readonly<Record<string, Role>> = {
  investigationStarted: "qualityAssurance",
  findingsRecorded: "qualityAssurance",
  reviewCompleted: "manager",
  correctiveActionRecorded: "qualityAssurance",
  correctiveActionVerified: "qualityAssurance",
  correctiveActionFailed: "qualityAssurance",
  retentionSet: "documentControl",
  legalHoldPlaced: "documentControl",
  legalHoldReleased: "documentControl",
  redressApproved: "manager",
  redressDeclined: "manager",
  corrected: "documentControl",
  absorbed: "integration",
  released: "integration",
  commandRefused: "integration",
  tierChanged: "manager",
  customerMerged: "manager",
  customerUnmerged: "administrator",
  customerErased: "documentControl",
  erasureCompleted: "administrator",
  articlePublished: "specialist",
  articleRevised: "specialist",
  articleRetired: "specialist",
  policyPublished: "manager",
  clockWarned: "administrator",
  clockBreached: "administrator",
};

const ticket = { ...intake, ...conversation, ...routing, ...complaint, ...resolution, ...linking };
const all: EventData = { ...ticket, ...customer, ...article, ...policy, ...levels };

function subjectOf(type: string): string {
  if (type === "absorbed" || type === "released") return "following:desk";
  if (type in article) return `article:${articleId}`;
  if (type in levels) return "levels:desk";
  return type in policy ? "policy:desk" : `customer:${customerId}`;
}

function eventSample(type: string, data: object) {
  const role = roles[type] ?? "representative";
  const metadata = {
    version: EVENT_VERSION,
    commandId: `crm:48213:${type}`,
    digest: "pB3nYxT0mQ8wLr5KdVhJ2A",
    subject: subjectOf(type),
    actor: { id: staff[role], role },
    occurredAt: morning,
    correlationId: "crm:48213",
  };
  return { type, data, metadata };
}

/** A valid event of each type, with its metadata. */
export const eventSamples: ReadonlyMap<string, object> = new Map(
  Object.entries<object>(all).map(([type, data]) => [type, eventSample(type, data)]),
);
