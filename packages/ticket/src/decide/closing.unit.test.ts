import { defaultDeskPolicy, type DeskPolicy, type TicketEvent } from "@docket/schemas";
import { describe, test } from "vitest";
import {
  closed,
  complaint,
  invited,
  opened,
  passed,
  registered,
  reopened,
  resolved,
  resolvedAgain,
} from "../testing/events.ts";
import { given } from "../testing/given.ts";

const proposed: TicketEvent = {
  type: "solutionProposed",
  data: { text: "A new one.", articles: [] },
};
const accepted = { type: "solutionAccepted", data: {} } as const;

describe("close", () => {
  const followUp = <const Outcome extends string>(outcome: Outcome) =>
    ({ type: "followUpRecorded", data: { channel: "phone", outcome } }) as const;
  const satisfied = followUp("satisfied");

  test("a resolved inquiry needs no more", () => {
    given(opened, resolved).when("close", {}).then(closed);
  });

  test("an unresolved ticket needs a reason", () => {
    given(opened).when("close", {}).refused("CLOSING_REASON_MISSING");
    given(opened)
      .when("close", { reason: "Sent twice." })
      .then({ type: "closed", data: { outcome: "unresolved", reason: "Sent twice." } });
    given(opened)
      .when("close", { outcome: "duplicate", reason: "Sent twice." })
      .then({ type: "closed", data: { outcome: "duplicate", reason: "Sent twice." } });
  });

  test("what waits for verification is not closed as solved, whatever the reason", () => {
    const allowed = ["unsatisfied", "noAnswer", "unresolved", "duplicate"];
    const reason = "It looks fine.";
    for (const outcome of ["satisfied", "resolved"] as const) {
      given(complaint, registered, passed)
        .when("close", { outcome, reason })
        .refused("VERIFICATION_PENDING", { field: "data.outcome", allowed });
      given(complaint, registered)
        .when("close", { outcome, reason })
        .then({ type: "closed", data: { outcome, reason } });
    }
  });

  test("a complaint needs the customer's satisfaction, or an outcome and a reason", () => {
    const resolvedComplaint = [complaint, registered, resolved];
    given(...resolvedComplaint)
      .when("close", {})
      .refused("CLOSING_REASON_MISSING");
    given(...resolvedComplaint)
      .when("close", { outcome: "noAnswer" })
      .refused("CLOSING_REASON_MISSING");
    given(...resolvedComplaint)
      .when("close", { reason: "Three letters." })
      .refused("CLOSING_REASON_MISSING");
    given(...resolvedComplaint)
      .when("close", { outcome: "noAnswer", reason: "Three letters." })
      .then({ type: "closed", data: { outcome: "noAnswer", reason: "Three letters." } });
    given(...resolvedComplaint, satisfied)
      .when("close", {})
      .then({ type: "closed", data: { outcome: "satisfied" } });
  });

  test("the latest word counts, and that of an earlier cycle does not", () => {
    given(complaint, registered, resolved, satisfied, followUp("dissatisfied"))
      .when("close", {})
      .refused("CLOSING_REASON_MISSING");
    given(complaint, registered, resolved, satisfied, followUp("noAnswer"))
      .when("close", {})
      .then({ type: "closed", data: { outcome: "satisfied" } });
    given(complaint, registered, resolved, satisfied, reopened, resolvedAgain)
      .when("close", {})
      .refused("CLOSING_REASON_MISSING");
  });

  test("an accepted solution and a good score are satisfaction too", () => {
    given(complaint, registered, proposed, accepted, resolved)
      .when("close", {})
      .then({ type: "closed", data: { outcome: "satisfied" } });
    const score = (csat: number) =>
      ({
        type: "surveyAnswered",
        data: { surveyId: "v-1", csat, team: null, agent: null },
      }) as const;
    given(complaint, registered, resolved, invited, score(4))
      .when("close", {})
      .then({ type: "closed", data: { outcome: "satisfied" } });
    given(complaint, registered, resolved, invited, score(3))
      .when("close", {})
      .refused("CLOSING_REASON_MISSING");
  });

  test("a score that the policy calls dissatisfied is none, however high", () => {
    const policy: DeskPolicy = {
      ...defaultDeskPolicy,
      followUp: { onDissatisfaction: "record", dissatisfiedUpTo: 4 },
    };
    const answered = {
      type: "surveyAnswered",
      data: { surveyId: "v-1", csat: 4, dissatisfied: true, team: null, agent: null },
    } as const;
    given(complaint, registered, resolved, invited)
      .when("answerSurvey", { csat: 4 }, { policy })
      .then(answered);
    given(complaint, registered, resolved, invited, answered)
      .when("close", {}, { policy })
      .refused("CLOSING_REASON_MISSING");
  });

  test("what the customer accepted says nothing of what came after", () => {
    const reclassified = {
      type: "reclassified",
      data: { aspect: "safety", reason: "It burnt." },
    } as const;
    given(opened, proposed, accepted, reclassified, registered, resolved)
      .when("close", {})
      .refused("CLOSING_REASON_MISSING");
    given(complaint, registered, proposed, accepted, proposed, resolved)
      .when("close", {})
      .refused("CLOSING_REASON_MISSING");
    given(complaint, registered, proposed, accepted, proposed, accepted, resolved)
      .when("close", {})
      .then({ type: "closed", data: { outcome: "satisfied" } });
  });

  test("closing twice is refused", () => {
    given(opened, resolved, closed).when("close", {}).refused("NOT_ALLOWED_NOW");
  });
});
