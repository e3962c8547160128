import { z } from "zod";
import { personal } from "../personal.ts";
import { deskPolicy } from "../policy.ts";
import { identifier, instant, label, language, text } from "../primitives.ts";
import { channel, tier } from "../vocabulary.ts";

/** How a customer is found (D16): never an id, always personal. */
export const customerIdentity = z.strictObject({
  kind: z.enum(["email", "phone", "account", "social", "address"]),
  value: personal(text(300)),
});
export const preferences = z.strictObject({
  channel: channel.optional(),
  language: language.optional(),
  surveys: z.boolean().optional(),
});

const customerName = personal(text(200));

/** D16. */
export const customerCommands = {
  registerCustomer: z.strictObject({
    name: customerName.optional(),
    identities: z.array(customerIdentity).max(20).optional(),
    tier: tier.optional(),
    preferences: preferences.optional(),
  }),
  renameCustomer: z.strictObject({ name: customerName }),
  addIdentity: customerIdentity,
  removeIdentity: customerIdentity,
  changePreferences: preferences,
  changeTier: z.strictObject({ tier }),
  mergeCustomer: z.strictObject({ into: identifier }),
  /** Docket's own: of customers who were merged into each other at once, the first by id stays one to turn to. */
  unmergeCustomer: z.strictObject({}),
  eraseCustomer: z.strictObject({ ground: label }),
  /** Docket's own, once the keys are destroyed. `also`: customers who are this person, but whose own streams cannot take it. */
  completeErasure: z.strictObject({ also: z.array(identifier).max(1_000).optional() }),
};
export type CustomerCommandType = keyof typeof customerCommands;

const articleKind = z.enum(["solution", "troubleshooting", "procedure"]);
const article = {
  kind: articleKind,
  title: text(200),
  content: text(50_000),
  category: label.optional(),
};
/** D17. Articles are the desk's own writing: no personal data. */
export const articleCommands = {
  publishArticle: z.strictObject(article),
  reviseArticle: z.strictObject(article),
  retireArticle: z.strictObject({ reason: label }),
  recordDeflection: z.strictObject({ channel, customerId: identifier.optional() }),
};

/** D19. */
export const policyCommands = {
  publishPolicy: z.strictObject({
    effectiveFrom: instant,
    document: deskPolicy,
    reason: label.optional(),
  }),
};
