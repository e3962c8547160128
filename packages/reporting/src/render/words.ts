import type { TargetName, KpiName } from "@docket/service-levels";
import type { AgeBand } from "../backlog.ts";
import { isBucketUnit } from "../buckets.ts";
import type { Dimension, DimensionValue } from "../dimension.ts";

/** What people call a target, and what its clock measures. */
export const targetWords: { readonly [Target in TargetName]: readonly [string, string] } = {
  registration: ["registration", "from a complaint's receipt to its registration"],
  acknowledgement: [
    "acknowledgement",
    "from receipt to the first acknowledgement, automatic or not",
  ],
  speedOfAnswer: ["speed of answer", "from joining a queue to the answer"],
  firstResponse: ["first response", "from receipt to the first reply by a person"],
  firstResponseAny: ["first response, any", "from receipt to the first reply, automatic or not"],
  nextResponse: ["next response", "from the customer's oldest unanswered message to a reply"],
  progressUpdate: ["progress update", "from one update to the next while unresolved"],
  firstResolution: ["first resolution", "from receipt to the first resolution"],
  totalResolution: ["total resolution", "from receipt to the resolution that stands"],
  closure: ["closure", "from receipt to the closing that stands"],
};

/** What people call a figure, and what it means. */
export const figureWords: { readonly [Name in KpiName]: readonly [string, string] } = {
  attainment: [
    "Attainment",
    "Clocks met of those met or breached, counted when that was decided. Running, paused and cancelled ones are not in it.",
  ],
  firstResponseTime: [
    "First response time",
    "From receipt to the first reply by a person. Tickets without one are not in it.",
  ],
  firstResponseTimeAny: [
    "First response time, any",
    "From receipt to the first reply, automatic ones included.",
  ],
  firstResolutionTime: ["First resolution time", "From receipt to the first resolution."],
  fullResolutionTime: [
    "Full resolution time",
    "From receipt to the latest resolution. Provisional while a ticket is open again.",
  ],
  resolutionEffort: [
    "Resolution effort",
    "Time in which a ticket neither waited for somebody nor was resolved.",
  ],
  speedOfAnswer: ["Speed of answer", "From joining a queue to the answer, by phone and chat."],
  answeredInTime: ["Answered in time", "Contacts answered within the target, of those queued."],
  abandonment: ["Abandonment", "Contacts given up in the queue, of those queued."],
  csat: [
    "Customer satisfaction",
    "Answers of 4 and 5 among valid answers of 1 to 5, with the 95 % interval after Wilson.",
  ],
  surveyResponseRate: [
    "Survey response rate",
    "Invitations that anybody answered, in words alone too, of all invitations.",
  ],
  nps: [
    "Net promoter score",
    "Promoters (9, 10) less detractors (0 to 6) in percentage points, by each customer's latest answer.",
  ],
  firstContactResolution: [
    "First-contact resolution",
    "Resolved in the first cycle with one contact, no transfer, no reopening and no like ticket of the customer within 7 days.",
  ],
  averageHandlingTime: [
    "Average handling time",
    "Talk, work, hold and wrap-up per handled interaction; what an agent handles at once shares the time.",
  ],
  reopenRate: [
    "Reopen rate",
    "Tickets reopened within 7 days of their first resolution, of those resolved.",
  ],
  backlog: ["Backlog", "Tickets that are not closed."],
};

export const bandWords: { readonly [Band in AgeBand]: string } = {
  under1d: "under 1 day",
  "1dTo3d": "1 to 3 days",
  "3dTo7d": "3 to 7 days",
  "7dTo30d": "7 to 30 days",
  "30dAndOlder": "30 days and more",
};

/** A value of a dimension as people read it. */
export const valueWords = (dimension: Dimension, value: DimensionValue | undefined) => {
  // What has no instant is not decided.
  if (value === null || value === undefined) {
    return isBucketUnit(dimension) ? "not yet" : "not known";
  }
  return dimension === "priority" ? `priority ${value}` : String(value);
};
