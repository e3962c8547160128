import type { TicketEventType } from "@docket/schemas";
import { createMachine } from "xstate";

/**
 * The two life cycles as state charts, driven by domain events. They alone say which event may happen where. They
 * hold no context, guard or action: limits of role, time, policy and fact are judged when a command is decided.
 */

/** In a chart with two regions one event may lead to a state in each. */
type On = Record<string, string | { readonly target: readonly string[] }>;
type Events = readonly TicketEventType[];

/** What is written down wherever a ticket stands. */
const RECORDED: Events = [
  "noteAdded",
  "corrected",
  "retentionSet",
  "legalHoldPlaced",
  "legalHoldReleased",
  "linked",
  "unlinked",
  "absorbed",
  "released",
  "commandRefused",
  "noEffect",
];
/** What the customer and the agents go on doing after the closing too, but not on a merged ticket. */
const CORRESPONDENCE: Events = [
  ...RECORDED,
  "customerIdentified",
  "channelChanged",
  "messageReceived",
  "replied",
  "noReplyNeededMarked",
  "clarificationAnswered",
  "contactQueued",
  "contactAnswered",
  "contactAbandoned",
  "handlingStarted",
  "handlingHeld",
  "handlingContinued",
  "wrapUpStarted",
  "handlingEnded",
  "surveyAnswered",
];
const UNTIL_CLOSED: Events = [
  ...CORRESPONDENCE,
  "categorised",
  "priorityAssessed",
  "priorityRaised",
  "priorityLowered",
  "assigned",
  "unassigned",
  "escalated",
  "deescalated",
  "redressRequested",
  "redressApproved",
  "redressDeclined",
  "splitOff",
];
const UNRESOLVED: Events = [
  ...UNTIL_CLOSED,
  "clarificationAsked",
  "completionPromised",
  "delayAnnounced",
  "progressUpdated",
];
/** What makes an unresolved ticket one that is being solved. */
const SOLVING: Events = ["diagnosed", "solutionProposed", "redressGranted"];
const ANSWERS: Events = ["solutionAccepted", "solutionRejected"];
const FORM: Events = ["complaintRegistered", "complaintFormFilled"];

/** Where events lead. One that leaves a ticket where it is leads back to the same state: XState allows none without a target. */
const leading = (target: string, events: Events): On =>
  Object.fromEntries(events.map((event) => [event, target]));

const WAITS = ["working", "waitingForCustomer", "waitingForThirdParty"] as const;
type Wait = (typeof WAITS)[number];

/** Working or waiting: one wait may follow another; `more` says what else may happen in each. */
const waiting = (events: Events, more: (wait: Wait) => On) => ({
  initial: "working",
  states: Object.fromEntries(
    WAITS.map((wait) => [
      wait,
      {
        on: {
          ...leading(wait, events),
          customerAwaited: "waitingForCustomer",
          thirdPartyAwaited: "waitingForThirdParty",
          ...(wait === "working" ? {} : { resumed: "working" }),
          ...more(wait),
        },
      },
    ]),
  ),
});

/** How an unresolved ticket ends. */
const ending = (id: string): On => ({
  closed: `#${id}.closed.done`,
  withdrawn: `#${id}.closed.withdrawn`,
  merged: `#${id}.closed.merged`,
});
const resolving = (id: string): On => ({ ...ending(id), resolved: `#${id}.followUp` });

const followUp = (id: string, more: Events) => ({
  on: {
    ...leading("followUp", [
      ...UNTIL_CLOSED,
      ...ANSWERS,
      "redressGranted",
      "followUpRecorded",
      "surveyInvited",
      ...more,
    ]),
    closed: `#${id}.closed.done`,
    merged: `#${id}.closed.merged`,
    reopened: `#${id}.identification`,
  },
});

const closed = (id: string) => ({
  initial: "done",
  states: {
    done: {
      on: {
        // An answer that comes after the closing may be one to escalate.
        ...leading("done", [...CORRESPONDENCE, "followUpRecorded", "surveyInvited", "escalated"]),
        merged: "merged",
        reopened: `#${id}.identification`,
      },
    },
    withdrawn: {
      on: { ...leading("withdrawn", CORRESPONDENCE), reopened: `#${id}.identification` },
    },
    // Until it is known whose it was, an erasure does not reach it. Who was invited before answers about this ticket.
    // `unmerged` leads back to where the ticket was merged; life-cycle.ts keeps that place in the position.
    merged: {
      on: leading("merged", [
        ...RECORDED,
        "customerIdentified",
        "wrapUpStarted",
        "handlingEnded",
        "surveyAnswered",
        "unmerged",
      ]),
    },
  },
});

const inquiry = createMachine({
  id: "inquiry",
  initial: "inquiry",
  states: {
    inquiry: {
      ...waiting([...UNRESOLVED, "reclassified"], (wait) => ({
        acknowledged: `#inquiry.identification.${wait}`,
        ...leading(`#inquiry.resolution.${wait}`, SOLVING),
      })),
      on: resolving("inquiry"),
    },
    identification: {
      ...waiting([...UNRESOLVED, "reclassified", "acknowledged"], (wait) =>
        leading(`#inquiry.resolution.${wait}`, SOLVING),
      ),
      on: resolving("inquiry"),
    },
    resolution: {
      ...waiting(
        [...UNRESOLVED, "reclassified", "acknowledged", ...SOLVING, ...ANSWERS],
        () => ({}),
      ),
      on: resolving("inquiry"),
    },
    followUp: followUp("inquiry", []),
    closed: closed("inquiry"),
  },
});

const solvingComplaint = (wait: Wait): On => ({
  ...leading(`#complaint.resolution.wait.${wait}`, [...SOLVING, "solutionAttempted"]),
  passedToManagement: {
    target: [`#complaint.resolution.wait.${wait}`, "#complaint.resolution.course.management"],
  },
});

const complaint = createMachine({
  id: "complaint",
  initial: "inquiry",
  states: {
    inquiry: {
      ...waiting([...UNRESOLVED, ...FORM], (wait) => ({
        acknowledged: `#complaint.identification.${wait}`,
        ...solvingComplaint(wait),
      })),
      on: resolving("complaint"),
    },
    identification: {
      ...waiting([...UNRESOLVED, ...FORM, "acknowledged"], solvingComplaint),
      on: resolving("complaint"),
    },
    resolution: {
      type: "parallel",
      states: {
        wait: waiting([...UNRESOLVED, ...FORM, "acknowledged", ...SOLVING, ...ANSWERS], () => ({})),
        course: {
          initial: "firstAttempt",
          states: {
            firstAttempt: {
              on: {
                solutionAttempted: "firstAttempt",
                passedToManagement: "management",
                resolved: "#complaint.followUp",
              },
            },
            management: { on: { investigationStarted: "investigation" } },
            investigation: { on: { findingsRecorded: "findings" } },
            findings: {
              on: { reviewCompleted: "correctiveAction", correctiveActionRecorded: "verification" },
            },
            correctiveAction: { on: { correctiveActionRecorded: "verification" } },
            verification: {
              on: {
                correctiveActionVerified: "verified",
                correctiveActionFailed: "correctiveAction",
              },
            },
            verified: { on: { resolved: "#complaint.followUp" } },
          },
        },
      },
      on: ending("complaint"),
    },
    followUp: followUp("complaint", ["complaintFormFilled"]),
    closed: closed("complaint"),
  },
});

export const charts = { inquiry, complaint } as const;
