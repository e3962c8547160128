import { describe, expect, test } from "vitest";
import {
  attempted,
  completeForm,
  complaint,
  findings,
  investigationStarted,
  opened,
  passed,
  registered,
  resolved,
} from "../testing/events.ts";
import { given, hours, stateOf } from "../testing/given.ts";

const { sampleAvailable: _sample, purchaseDate: _date, ...incompleteForm } = completeForm;
const incomplete = {
  type: "complaintRegistered",
  data: { aspect: "quality", form: incompleteForm },
} as const;
const action = { type: "correctiveActionRecorded", data: { action: "Seal replaced." } } as const;
const reviewed = { type: "reviewCompleted", data: { decision: "Recall the lot." } } as const;
const verified = { type: "correctiveActionVerified", data: { evidence: "Tight." } } as const;
const failed = { type: "correctiveActionFailed", data: { evidence: "Drips." } } as const;

describe("the form", () => {
  test("a complaint is registered once, an inquiry never", () => {
    given(complaint).when("registerComplaint", registered.data).then(registered);
    given(complaint, registered)
      .when("registerComplaint", registered.data)
      .refused("COMPLAINT_REGISTERED");
    given(opened).when("registerComplaint", registered.data).refused("NOT_A_COMPLAINT");
  });

  test("is filled in steps after the registration", () => {
    const form = { sampleAvailable: "yes" };
    given(complaint).when("fillComplaintForm", { form }).refused("COMPLAINT_NOT_REGISTERED");
    given(complaint, incomplete)
      .when("fillComplaintForm", { form })
      .then({ type: "complaintFormFilled", data: { form } });
    expect(
      stateOf([complaint, incomplete, { type: "complaintFormFilled", data: { form } }]),
    ).toMatchObject({ formFields: [...Object.keys(incompleteForm), "sampleAvailable"].toSorted() });
  });
});

describe("passing to management", () => {
  test("needs a registered complaint, a complete form and a first attempt", () => {
    given(complaint).when("passToManagement", passed.data).refused("COMPLAINT_NOT_REGISTERED");
    given(complaint, incomplete, attempted)
      .when("passToManagement", passed.data)
      .refused("FORM_INCOMPLETE", { allowed: ["purchaseDate", "sampleAvailable"] });
    given(complaint, registered)
      .when("passToManagement", passed.data)
      .refused("FIRST_ATTEMPT_MISSING");
    given(complaint, registered, attempted).when("passToManagement", passed.data).then(passed);
  });

  test("keeps the wait", () => {
    const waiting = { type: "thirdPartyAwaited", data: {} } as const;
    expect(stateOf([complaint, registered, waiting, passed])).toMatchObject({
      position: "resolution.waitingForThirdParty.management",
    });
  });
});

describe("investigation", () => {
  const investigated = [complaint, registered, attempted, passed, investigationStarted];

  test("follows its order", () => {
    given(complaint, registered, attempted)
      .when("startInvestigation", {})
      .refused("NOT_ALLOWED_NOW");
    given(complaint, registered, attempted, passed)
      .when("startInvestigation", {})
      .then(investigationStarted);
    given(...investigated)
      .when("recordFindings", findings(true).data)
      .then(findings(true));
    given(...investigated, findings(true))
      .when("completeReview", reviewed.data)
      .then(reviewed);
    given(...investigated, findings(true), reviewed)
      .when("recordCorrectiveAction", action.data)
      .then(action);
  });

  test("a review that is required comes before the corrective action", () => {
    given(...investigated, findings(true))
      .when("recordCorrectiveAction", action.data)
      .refused("REVIEW_PENDING");
    given(...investigated, findings(false))
      .when("recordCorrectiveAction", action.data)
      .then(action);
  });

  test("an action that did not work is followed by another", () => {
    const acted = [...investigated, findings(false), action];
    given(...acted)
      .when("verifyCorrectiveAction", { effective: true, evidence: "Tight." })
      .then(verified);
    given(...acted)
      .when("verifyCorrectiveAction", { effective: false, evidence: "Drips." })
      .then(failed);
    given(...acted, failed)
      .when("recordCorrectiveAction", action.data)
      .then(action);
  });

  test("the resolution waits for the review and for the verification", () => {
    given(...investigated)
      .when("resolve", {})
      .refused("VERIFICATION_PENDING");
    given(...investigated, findings(true))
      .when("resolve", {})
      .refused("REVIEW_PENDING");
    given(...investigated, findings(false))
      .when("resolve", {})
      .refused("VERIFICATION_PENDING");
    given(...investigated, findings(false), action)
      .when("resolve", {})
      .refused("VERIFICATION_PENDING");
    given(...investigated, findings(false), action, verified)
      .when("resolve", {})
      .then({ type: "resolved", data: { articles: [], onFirstContact: false, cycle: 1 } });
  });

  test("the resolution waits for the verification after a reopening too", () => {
    const closed = {
      type: "closed",
      data: { outcome: "unresolved", reason: "No reply." },
    } as const;
    const again = { type: "reopened", data: { cycle: 2, cause: "requested" } } as const;
    const passedOnce = [...investigated, findings(true), closed, again];
    given(...passedOnce)
      .when("resolve", {})
      .refused("VERIFICATION_PENDING", { allowed: ["passToManagement"] });
    given(...passedOnce, attempted)
      .when("resolve", {})
      .refused("VERIFICATION_PENDING", { allowed: ["passToManagement"] });
    given(...passedOnce)
      .when("passToManagement", passed.data)
      .then(passed);
    // The review that was pending belonged to the cycle before.
    given(...passedOnce, passed)
      .when("resolve", {})
      .refused("VERIFICATION_PENDING");
    const anew = [passed, investigationStarted, findings(false), action];
    given(...passedOnce, ...anew)
      .when("resolve", {})
      .refused("VERIFICATION_PENDING");
    given(...passedOnce, ...anew, verified)
      .when("resolve", {})
      .then({ type: "resolved", data: { ...resolved.data, cycle: 2 } });
  });

  test("what was verified once is not waited for after a reopening", () => {
    const again = { type: "reopened", data: { cycle: 2, cause: "requested" } } as const;
    given(...investigated, findings(false), action, verified, resolved, again)
      .when("resolve", {})
      .then({ type: "resolved", data: { ...resolved.data, cycle: 2 } });
  });
});

describe("keeping the record", () => {
  const until = (count: number) => ({ until: hours(count) });
  const set = { type: "retentionSet", data: until(10) } as const;

  test("a retention period is only extended", () => {
    given(opened).when("setRetention", until(10)).then(set);
    given(opened, set)
      .when("setRetention", until(11))
      .then({ type: "retentionSet", data: until(11) });
    given(opened, set)
      .when("setRetention", until(10))
      .then({ type: "noEffect", data: { command: "setRetention", reason: "same period" } });
    given(opened, set).when("setRetention", until(9)).refused("RETENTION_SHORTENED");
  });

  test("each matter places a hold of its own, and as many are released", () => {
    const place = { type: "legalHoldPlaced", data: { matter: "7 U 12/26" } } as const;
    const release = { type: "legalHoldReleased", data: { reason: "Settled." } } as const;
    given(opened).when("placeLegalHold", place.data).then(place);
    given(opened, place, place, release).when("releaseLegalHold", release.data).then(release);
    given(opened, place, release).when("releaseLegalHold", release.data).refused("NO_LEGAL_HOLD");
  });
});
