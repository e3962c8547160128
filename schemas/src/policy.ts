import { z } from "zod";
import { duration } from "./primitives.ts";
import { serviceLevels } from "./service-levels.ts";
import { level, priority, role, type Role } from "./vocabulary.ts";

const byUrgency = z.strictObject({ high: priority, medium: priority, low: priority });
const roles = z.array(role);

/**
 * What the desk may do (D8, D9, D13, D19): a document that is published, versioned and never edited. A ticket is bound
 * to the version in force when it was received.
 */
export const deskPolicy = z.strictObject({
  /** Impact, then urgency, gives the priority. */
  priorities: z.strictObject({ high: byUrgency, medium: byUrgency, low: byUrgency }),
  /** How long after its latest resolution or closing a ticket may be reopened. */
  reopeningWindow: duration,
  redress: z.strictObject({
    /** In the currency's minor unit: what may be granted without approval. A currency not named needs approval always. */
    limits: z.record(z.string().regex(/^[A-Z]{3}$/), z.int().min(0)),
  }),
  followUp: z.strictObject({
    /** What a dissatisfied answer does: `reopen`, `escalate` to management, or only stand `recorded`. */
    onDissatisfaction: z.enum(["reopen", "escalate", "record"]),
    /** A CSAT answer up to this one is dissatisfied. */
    dissatisfiedUpTo: z.int().min(0).max(4),
  }),
  /** A ticket that is reopened so often, or more, is escalated (D10); never when left out. */
  repeatedReopening: z.strictObject({ from: z.int().min(1), to: level }).optional(),
  /** How late an ordinary role may record what has happened. */
  lateRecording: duration,
  /** Which roles may issue which command; a command not named is for administrators only. */
  rights: z.record(z.string(), roles),
  /** Who may record later than `lateRecording`: imports and corrections. */
  lateRecordingRights: roles,
  /** What is promised, and on which opening hours; the built-in levels when left out. */
  serviceLevels: serviceLevels.optional(),
});
export type DeskPolicy = z.infer<typeof deskPolicy>;

export const DEFAULT_POLICY_NAME = "desk";

const agents: Role[] = ["representative", "specialist", "manager", "integration", "administrator"];
const quality: Role[] = ["qualityAssurance", "manager", "administrator"];
const documents: Role[] = ["documentControl", "administrator"];
const leads: Role[] = ["manager", "administrator"];
const system: Role[] = ["integration", "administrator"];

const forEach = (allowed: Role[], commands: string): Record<string, Role[]> =>
  Object.fromEntries(
    commands
      .trim()
      .split(/\s+/)
      .map((command) => [command, allowed]),
  );

/** The policy of a desk that has published none. */
export const defaultDeskPolicy: DeskPolicy = {
  priorities: {
    high: { high: 1, medium: 2, low: 3 },
    medium: { high: 2, medium: 3, low: 4 },
    low: { high: 3, medium: 4, low: 5 },
  },
  reopeningWindow: "PT336H",
  redress: { limits: { EUR: 10_000, USD: 10_000, GBP: 10_000 } },
  followUp: { onDissatisfaction: "reopen", dissatisfiedUpTo: 2 },
  lateRecording: "PT24H",
  rights: {
    ...forEach(
      agents,
      `open acknowledge identifyCustomer changeChannel reclassify withdraw
       receiveMessage reply markNoReplyNeeded askClarification answerClarification note
       promiseCompletion announceDelay updateProgress queueContact answerContact abandonContact
       categorise assessPriority raisePriority lowerPriority assign unassign escalate deescalate
       waitForCustomer waitForThirdParty resume
       startHandling holdHandling continueHandling wrapUpHandling endHandling
       registerComplaint fillComplaintForm attemptSolution passToManagement
       diagnose proposeSolution acceptSolution rejectSolution requestRedress grantRedress
       resolve reopen recordFollowUp inviteToSurvey answerSurvey close link unlink split merge unmerge
       registerCustomer renameCustomer addIdentity removeIdentity changePreferences recordDeflection`,
    ),
    note: [...agents, "qualityAssurance", "documentControl"],
    ...forEach(
      quality,
      "startInvestigation recordFindings recordCorrectiveAction verifyCorrectiveAction",
    ),
    ...forEach(leads, "completeReview approveRedress declineRedress changeTier mergeCustomer"),
    ...forEach(documents, "setRetention placeLegalHold releaseLegalHold"),
    ...forEach(["manager", "documentControl", "administrator"], "correct"),
    ...forEach(["documentControl", "administrator"], "eraseCustomer"),
    ...forEach(
      ["specialist", "manager", "qualityAssurance", "administrator"],
      "publishArticle reviseArticle retireArticle",
    ),
    ...forEach(["manager", "administrator"], "publishPolicy"),
    ...forEach(system, "recordLink recordUnlink absorb release completeErasure"),
    ...forEach(["administrator"], "warnOfClock recordBreach"),
  },
  lateRecordingRights: ["integration", "documentControl", "administrator"],
};
