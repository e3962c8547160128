import { z } from "zod";
import {
  articleCommands,
  customerCommands,
  customerIdentity,
  policyCommands,
  preferences,
} from "../commands/desk.ts";
import { identifier } from "../primitives.ts";
import { tier } from "../vocabulary.ts";
import { noEffect } from "./no-effect.ts";

/** D16. */
export const customerEvents = {
  customerRegistered: z.strictObject({
    name: customerCommands.registerCustomer.shape.name,
    identities: z.array(customerIdentity),
    tier,
    preferences,
  }),
  customerRenamed: customerCommands.renameCustomer,
  identityAdded: customerIdentity,
  identityRemoved: customerIdentity,
  preferencesChanged: preferences,
  tierChanged: z.strictObject({ from: tier, to: tier }),
  customerMerged: z.strictObject({ into: identifier }),
  /** They were merged into each other at once, this one and `from` or those that it led to: this one stays. */
  customerUnmerged: z.strictObject({ from: identifier }),
  customerErased: customerCommands.eraseCustomer,
  /** The keys were destroyed before: what stands after it in the log was never readable to who reads it there. */
  erasureCompleted: customerCommands.completeErasure,
  noEffect,
};

const version = z.int().min(1);
/** D17. */
export const articleEvents = {
  articlePublished: articleCommands.publishArticle.extend({ version }),
  articleRevised: articleCommands.reviseArticle.extend({ version }),
  articleRetired: articleCommands.retireArticle,
  deflectionRecorded: articleCommands.recordDeflection.extend({ version }),
  noEffect,
};

/** D19. */
export const policyEvents = {
  policyPublished: policyCommands.publishPolicy.extend({ version }),
  noEffect,
};
