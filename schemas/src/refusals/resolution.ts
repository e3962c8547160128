import { entry, type Entry } from "./entry.ts";

export const resolution = {
  NO_PROPOSAL: entry(
    409,
    "No proposal",
    "No proposed solution awaits the customer's answer.",
    "Propose a solution first.",
  ),
  REDRESS_UNKNOWN: entry(
    409,
    "Redress unknown",
    "No request for redress with this id awaits a decision.",
    "Name one of the requests in `allowed`.",
  ),
  REDRESS_EXISTS: entry(
    409,
    "Redress exists",
    "A redress with this id exists already.",
    "Choose another id.",
  ),
  REDRESS_ABOVE_LIMIT: entry(
    409,
    "Redress above the limit",
    "The amount is above what may be granted without a manager's approval.",
    "Request the redress and have a manager approve it.",
  ),
  REDRESS_NOT_AS_APPROVED: entry(
    409,
    "Redress not as approved",
    "What is granted differs from what was approved.",
    "Grant what was approved, or request anew.",
  ),
  CLOSING_REASON_MISSING: entry(
    409,
    "Closing reason missing",
    "The ticket is unresolved, or the customer has not said to be satisfied.",
    "Give an outcome and a reason.",
  ),
  SURVEY_INVITED: entry(
    409,
    "Survey invited",
    "There is one invitation per resolution, and it was sent.",
    "Wait for the next resolution.",
  ),
  SURVEY_UNKNOWN: entry(
    409,
    "Survey unknown",
    "No survey with this id was sent for this ticket.",
    "Answer one of the surveys in `allowed`.",
  ),
  SURVEY_UNWANTED: entry(
    409,
    "Survey unwanted",
    "The customer asked not to be surveyed.",
    "Do not invite them. A no under another name of theirs is taken back there, with changePreferences.",
  ),
} as const satisfies Record<string, Entry>;
