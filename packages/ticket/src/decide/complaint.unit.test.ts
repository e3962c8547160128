import { defaultDeskPolicy } from "@docket/schemas";
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
  reopened,
  resolved,
  resolvedAgain,
} from "../testing/events.ts";
import { given, stateOf } from "../testing/given.ts";

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
      .then(resolved);
  });

  test("the resolution waits for the verification after a reopening too", () => {
    const closed = {
      type: "closed",
      data: { outcome: "unresolved", reason: "No reply." },
    } as const;
    const passedOnce = [...investigated, findings(true), closed, reopened];
    given(...passedOnce)
      .when("resolve", {})
      .refused("VERIFICATION_PENDING", { allowed: ["passToManagement"] });
    given(...passedOnce, attempted)
      .when("resolve", {})
      .refused("VERIFICATION_PENDING", { allowed: ["passToManagement"] });
    const rights = { ...defaultDeskPolicy.rights, passToManagement: ["manager" as const] };
    const policy = { ...defaultDeskPolicy, rights };
    given(...passedOnce)
      .when("resolve", {}, { policy })
      .refused("VERIFICATION_PENDING", { allowed: [] });
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
      .then(resolvedAgain);
  });

  test("what was verified once is not waited for after a reopening", () => {
    given(...investigated, findings(false), action, verified, resolved, reopened)
      .when("resolve", {})
      .then(resolvedAgain);
  });
});
