import {
  article as written,
  customer as known,
  levels as passed,
  policy as published,
} from "../commands/desk.ts";
import type { EventData } from "../sample-data.ts";
import { morning, nextWeek } from "../story.ts";

export const customer = {
  customerRegistered: {
    name: known.registerCustomer.name,
    identities: known.registerCustomer.identities ?? [],
    tier: "standard",
    preferences: known.changePreferences,
  },
  customerRenamed: known.renameCustomer,
  identityAdded: known.addIdentity,
  identityRemoved: known.removeIdentity,
  preferencesChanged: known.changePreferences,
  tierChanged: { from: "standard", to: "premium" },
  customerMerged: known.mergeCustomer,
  customerUnmerged: { from: known.mergeCustomer.into },
  customerErased: known.eraseCustomer,
  erasureCompleted: known.completeErasure,
} satisfies Partial<EventData>;

export const article = {
  articlePublished: { ...written.publishArticle, version: 1 },
  articleRevised: { ...written.reviseArticle, version: 2 },
  articleRetired: written.retireArticle,
  deflectionRecorded: { ...written.recordDeflection, version: 2 },
} satisfies Partial<EventData>;

export const policy = {
  policyPublished: { ...published.publishPolicy, version: 2 },
} satisfies Partial<EventData>;

const terms = { policyVersion: "desk@1", rule: "priority 2 resolved" };
export const levels = {
  clockWarned: { ...passed.warnOfClock, ...terms, dueAt: nextWeek, breachesAt: nextWeek },
  clockBreached: {
    ...passed.recordBreach,
    ...terms,
    dueAt: morning,
    breachesAt: morning,
    cause: "time passed",
    escalateTo: "management",
  },
} satisfies Partial<EventData>;
