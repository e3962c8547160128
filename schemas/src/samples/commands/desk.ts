import { defaultDeskPolicy } from "../../policy.ts";
import type {
  ArticleCommandData,
  CustomerCommandData,
  LevelsCommandData,
  PolicyCommandData,
} from "../sample-data.ts";
import { customerId, nextWeek } from "../story.ts";

const identity = { kind: "email", value: "marta.lindqvist@example.com" } as const;

export const customer: CustomerCommandData = {
  registerCustomer: {
    name: "Marta Lindqvist",
    identities: [identity, { kind: "phone", value: "+46 8 555 0142" }],
    tier: "standard",
    preferences: { channel: "email", language: "en", surveys: true },
  },
  renameCustomer: { name: "Marta Lindqvist-Berg" },
  addIdentity: identity,
  removeIdentity: identity,
  changePreferences: { channel: "phone", surveys: false },
  changeTier: { tier: "premium" },
  mergeCustomer: { into: "customer-18266" },
  unmergeCustomer: {},
  eraseCustomer: { ground: "request of the data subject" },
  completeErasure: {},
};

const guide = {
  kind: "solution",
  title: "Aroma 200: water under the machine",
  content: "Unplug it, take out the tank, replace the seal below it, and descale before use.",
  category: "coffee machines",
} as const;

export const article: ArticleCommandData = {
  publishArticle: guide,
  reviseArticle: { ...guide, content: `${guide.content} Seals of lot 118 must not be used.` },
  retireArticle: { reason: "The Aroma 200 is no longer supported." },
  recordDeflection: { channel: "web", customerId },
};

export const policy: PolicyCommandData = {
  publishPolicy: {
    effectiveFrom: nextWeek,
    document: { ...defaultDeskPolicy, reopeningWindow: "PT720H" },
    reason: "Reopening within 30 days",
  },
};

export const levels: LevelsCommandData = {
  warnOfClock: { target: "firstResolution", instance: 1, threshold: 80 },
  recordBreach: { target: "firstResolution", instance: 1 },
};
