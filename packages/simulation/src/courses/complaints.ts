import { NO_INFORMATION, type ComplaintForm } from "@docket/schemas";
import { daysAfter, toInstant } from "../calendar-of-work.ts";
import { HOUR, type Script } from "../script.ts";
import { documents, manager, quality } from "../staff.ts";
import { about } from "../texts.ts";
import {
  assess,
  assign,
  hear,
  open,
  promise,
  reply,
  takenIn,
  takenUp,
  triage,
  wordsOf,
} from "./beginnings.ts";
import { answerAndClose, resolve } from "./endings.ts";

/** The complaint procedure, short and long. */

/** The form as it can be filled while the customer still speaks. */
function firstPart(script: Script): Partial<ComplaintForm> {
  const { agent, customer, product, topic } = script;
  return {
    complainantName: customer.name,
    complainantContact: customer.email,
    receivedBy: agent.id,
    product,
    occurrence: about(wordsOf(script).problems[topic.name], product),
  };
}

/** What has to be asked for, or is not known. */
function rest({ dice }: Script): Partial<ComplaintForm> {
  const [notApplicable, unknown] = NO_INFORMATION;
  return {
    lotOrSerialNumber: dice.pick([`HB-${dice.between(10_000, 99_999)}`, unknown]),
    purchaseDate: dice.pick(["last spring", unknown]),
    expectation: "That it is put right or taken back.",
    immediateAction: notApplicable,
    injuryOrSafetyRisk: "none",
    sampleAvailable: dice.pick(["yes", "no", unknown]),
  };
}

export function registerAtOnce(script: Script): void {
  const form = { ...firstPart(script), ...rest(script) };
  const { aspect } = script.topic;
  script.by(script.agent, { type: "registerComplaint", data: { aspect, form } });
}

/** Registered within the day, as a rule, and the form completed later. */
function registerInSteps(script: Script): void {
  const { agent, topic } = script;
  script.by(agent, {
    type: "registerComplaint",
    data: { aspect: topic.aspect, form: firstPart(script) },
  });
  script.work(90);
  script.by(agent, { type: "fillComplaintForm", data: { form: rest(script) } });
}

function attempt(script: Script, outcome: "solved" | "notSolved"): void {
  const text = outcome === "solved" ? "Put right on the phone." : "The steps did not help.";
  script.by(script.agent, { type: "attemptSolution", data: { channel: "phone", outcome, text } });
}

export function settledAtOnce(script: Script): void {
  takenIn(script);
  registerAtOnce(script);
  triage(script);
  script.work(60);
  attempt(script, "solved");
  answerAndClose(script);
}

/** An inquiry that turns out to be a complaint. */
export function reclassified(script: Script): void {
  const { agent, dice, topic } = script;
  takenUp(script);
  script.work(60);
  script.by(agent, { type: "diagnose", data: { cause: "Not what was promised." } });
  reply(script);
  script.wait(dice.around(8 * HOUR));
  hear(script, wordsOf(script).dissatisfaction);
  script.work(60);
  script.by(agent, {
    type: "reclassify",
    data: { aspect: topic.aspect, reason: "The customer complains." },
  });
  registerAtOnce(script);
  attempt(script, "solved");
  reply(script);
  resolve(script);
  script.work(600);
  script.by(agent, { type: "recordFollowUp", data: { channel: "phone", outcome: "satisfied" } });
  script.by(agent, { type: "close", data: {} });
}

/** From the first contact until quality assurance has the findings. */
function investigated(script: Script, reviewRequired: boolean): void {
  const { agent } = script;
  takenIn(script);
  registerInSteps(script);
  assess(script);
  assign(script);
  script.work(60);
  attempt(script, "notSolved");
  promise(script, 10);
  script.by(agent, { type: "passToManagement", data: { reason: "First attempt failed." } });
  script.work(120);
  reply(script);
  script.by(quality, { type: "startInvestigation", data: {} });
  script.work(700);
  script.by(agent, { type: "updateProgress", data: { text: wordsOf(script).progress } });
  script.work(500);
  const productProblemConfirmed = reviewRequired || script.dice.chance(0.4);
  script.by(quality, {
    type: "recordFindings",
    data: { findings: "A seal of one lot is too short.", productProblemConfirmed, reviewRequired },
  });
}

function mended(script: Script, effective: boolean): void {
  script.work(300);
  script.by(quality, {
    type: "recordCorrectiveAction",
    data: { action: "Lot recalled, seal changed." },
  });
  script.work(700);
  const evidence = effective ? "Twenty devices ran dry for a week." : "Three of twenty still leak.";
  script.by(quality, { type: "verifyCorrectiveAction", data: { effective, evidence } });
}

function concluded(script: Script): void {
  script.work(60);
  answerAndClose(script);
}

export function investigatedWithoutReview(script: Script): void {
  investigated(script, false);
  mended(script, true);
  concluded(script);
}

/** Upper management reviews the findings; the first corrective action fails its verification. */
export function reviewedAndMendedTwice(script: Script): void {
  investigated(script, true);
  script.work(400);
  script.by(manager, { type: "completeReview", data: { decision: "Recall the lot." } });
  mended(script, false);
  mended(script, true);
  concluded(script);
}

/** Lawyers write; the record is held, and kept longer. */
export function heldForLawyers(script: Script): void {
  investigated(script, true);
  const until = toInstant(daysAfter(script.now(), 10 * 365));
  script.by(
    documents,
    { type: "placeLegalHold", data: { matter: "Claim for damages." } },
    { type: "setRetention", data: { until } },
    { type: "setRetention", data: { until } },
    { type: "note", data: { text: "Nothing of this leaves the house." } },
  );
  script.work(400);
  script.by(manager, { type: "completeReview", data: { decision: "Settle out of court." } });
  mended(script, true);
  concluded(script);
  script.work(1200);
  script.by(documents, { type: "releaseLegalHold", data: { reason: "Settled." } });
}

/** Registered only days after the first contact. */
export function registeredLate(script: Script): void {
  open(script);
  script.work(1500);
  script.by(script.agent, { type: "acknowledge", data: {} });
  triage(script);
  registerInSteps(script);
  attempt(script, "solved");
  answerAndClose(script);
}
