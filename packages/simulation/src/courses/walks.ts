import type { Actor } from "@docket/schemas";
import type { Script, Step } from "../script.ts";
import { manager, quality } from "../staff.ts";
import type { Move, Walk } from "../walks.ts";
import { registerAtOnce } from "./complaints.ts";
import { open, triage } from "./beginnings.ts";

/** Tells one walk through a chart as a ticket's course; `host` is the ticket that it is merged into on the way. */
export function tellWalk(script: Script, { events }: Walk, host: string): void {
  open(script);
  triage(script);
  let registered = false;
  for (const [index, event] of events.entries()) {
    script.work(20);
    const isDue = event === "resolved" || event === "passedToManagement";
    if (isDue && !registered && isComplaint(script, events.slice(0, index))) {
      registerAtOnce(script);
      registered = true;
    }
    const [actor, step] = move(script, event, events.slice(index + 1), host);
    script.by(actor, step);
  }
}

const isComplaint = ({ kind }: Script, before: readonly Move[]) =>
  kind === "complaint" || before.includes("reclassified");

/** What makes an event happen, and who does it. */
function move(
  { agent, topic }: Script,
  event: Move,
  next: readonly Move[],
  host: string,
): readonly [Actor, Step] {
  switch (event) {
    case "acknowledged":
      return [agent, { type: "acknowledge", data: {} }];
    case "customerAwaited":
      return [agent, { type: "waitForCustomer", data: {} }];
    case "thirdPartyAwaited":
      return [agent, { type: "waitForThirdParty", data: { party: "carrier" } }];
    case "resumed":
      return [agent, { type: "resume", data: {} }];
    case "diagnosed":
      return [agent, { type: "diagnose", data: { cause: "A loose cable." } }];
    case "solutionProposed":
      return [agent, { type: "proposeSolution", data: { text: "Push the plug home." } }];
    case "redressGranted": {
      const value = { amount: 1_000, currency: "EUR" };
      return [agent, { type: "grantRedress", data: { redressType: "credit", value } }];
    }
    case "reclassified":
      return [
        agent,
        { type: "reclassify", data: { aspect: topic.aspect, reason: "The customer complains." } },
      ];
    case "solutionAttempted": {
      const attempt = { channel: "email", outcome: "notSolved", text: "Sent the steps." } as const;
      return [agent, { type: "attemptSolution", data: attempt }];
    }
    case "passedToManagement":
      return [agent, { type: "passToManagement", data: { reason: "First attempt failed." } }];
    case "investigationStarted":
      return [quality, { type: "startInvestigation", data: {} }];
    case "findingsRecorded": {
      const reviewRequired = isReviewed(next);
      const findings = "The cable was never fixed.";
      return [
        quality,
        {
          type: "recordFindings",
          data: { findings, productProblemConfirmed: true, reviewRequired },
        },
      ];
    }
    case "reviewCompleted":
      return [manager, { type: "completeReview", data: { decision: "Train the packers." } }];
    case "correctiveActionRecorded":
      return [quality, { type: "recordCorrectiveAction", data: { action: "Cable clipped." } }];
    case "correctiveActionFailed":
      return [quality, verification(false)];
    case "correctiveActionVerified":
      return [quality, verification(true)];
    case "resolved":
      return [agent, { type: "resolve", data: { code: "solved" } }];
    case "closed":
      return [
        agent,
        { type: "close", data: { outcome: "unresolved", reason: "Nothing more to be done." } },
      ];
    case "withdrawn":
      return [agent, { type: "withdraw", data: { reason: "The customer changed their mind." } }];
    case "merged":
      return [agent, { type: "merge", data: { into: host } }];
    case "unmerged":
      return [agent, { type: "unmerge", data: { reason: "Not the same after all." } }];
    case "reopened":
      return [agent, { type: "reopen", data: { reason: "Not done yet." } }];
    default:
      return event satisfies never;
  }
}

/** Whether upper management reviews these findings before anything is done about them. */
const isReviewed = (next: readonly Move[]) =>
  next.find((event) => event === "reviewCompleted" || event === "correctiveActionRecorded") ===
  "reviewCompleted";

const verification = (effective: boolean): Step => ({
  type: "verifyCorrectiveAction",
  data: { effective, evidence: "Shaken for an hour." },
});
