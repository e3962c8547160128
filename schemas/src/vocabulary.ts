import { z } from "zod";

/** Who may act (D7). The desk's policy says which commands each may issue. */
export const role = z.enum([
  "representative",
  "specialist",
  "manager",
  "qualityAssurance",
  "documentControl",
  "analyst",
  "auditor",
  "integration",
  "administrator",
]);
export type Role = z.infer<typeof role>;

/** Where customers reach the desk (D15). */
export const channel = z.enum([
  "phone",
  "voicemail",
  "email",
  "chat",
  "social",
  "web",
  "inPerson",
  "letter",
]);
export type Channel = z.infer<typeof channel>;

export const kind = z.enum(["inquiry", "complaint"]);
export type Kind = z.infer<typeof kind>;

/** The five phases of every ticket (D1), the top-level states of both life cycles. */
export const phase = z.enum(["inquiry", "identification", "resolution", "followUp", "closed"]);
export type Phase = z.infer<typeof phase>;

/** How many are affected, and how soon it must be mended (D9). */
export const impact = z.enum(["high", "medium", "low"]);
export const urgency = z.enum(["high", "medium", "low"]);
export type Impact = z.infer<typeof impact>;
export type Urgency = z.infer<typeof urgency>;
/** 1 is the highest. */
export const priority = z.int().min(1).max(5);

/** Lines of support and, above them, management (D10), lowest first. */
export const level = z.enum(["firstLine", "secondLine", "thirdLine", "management"]);
export type Level = z.infer<typeof level>;

export const tier = z.enum(["standard", "premium", "enterprise"]);
export type Tier = z.infer<typeof tier>;

/** What a complaint is about (D3). */
export const aspect = z.enum([
  "identity",
  "quality",
  "durability",
  "reliability",
  "safety",
  "effectiveness",
  "performance",
  "packaging",
  "labelling",
  "use",
  "service",
]);
export type Aspect = z.infer<typeof aspect>;

export const redressType = z.enum(["refund", "replacement", "credit"]);

/** How a solution was meant (D17). */
export const resolutionCode = z.enum([
  "solved",
  "workaround",
  "advice",
  "noFault",
  "notReproducible",
  "other",
]);

/** Why a ticket ended (D3: a complaint closes satisfied, or with a reason). */
export const closingOutcome = z.enum([
  "satisfied",
  "resolved",
  "unsatisfied",
  "noAnswer",
  "unresolved",
  "duplicate",
]);
export type ClosingOutcome = z.infer<typeof closingOutcome>;

export const satisfaction = z.enum(["satisfied", "dissatisfied", "noAnswer"]);

export const relation = z.enum(["related", "duplicateOf", "causedBy", "follows"]);

/** What a clock measures (D11, D12). `speedOfAnswer` runs from queued to answered. */
export const targetName = z.enum([
  "registration",
  "acknowledgement",
  "speedOfAnswer",
  "firstResponse",
  "firstResponseAny",
  "nextResponse",
  "progressUpdate",
  "firstResolution",
  "totalResolution",
  "closure",
]);
export type TargetName = z.infer<typeof targetName>;
