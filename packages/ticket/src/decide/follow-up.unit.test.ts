import { defaultDeskPolicy, type DeskPolicy, type TicketEvent } from "@docket/schemas";
import { describe, expect, test } from "vitest";
import {
  at,
  closed,
  invited,
  merged,
  opened,
  reopened,
  resolved,
  resolvedAgain,
  withdrawn,
} from "../testing/events.ts";
import { given, hours, stateOf, START } from "../testing/given.ts";

const byDissatisfaction = { type: "reopened", data: { cycle: 2, cause: "dissatisfied" } } as const;
const policy = (onDissatisfaction: DeskPolicy["followUp"]["onDissatisfaction"]) => ({
  ...defaultDeskPolicy,
  followUp: { onDissatisfaction, dissatisfiedUpTo: 2 },
});
const WINDOW = 336;

describe("reopen", () => {
  test("begins the next cycle at identification", () => {
    given(opened, resolved)
      .when("reopen", { reason: "Again." })
      .then({ type: "reopened", data: { ...reopened.data, reason: "Again." } });
    expect(stateOf([opened, resolved, closed, reopened])).toMatchObject({
      position: "identification.working",
      cycle: 2,
      reopenCount: 1,
      closedAt: null,
      lastClosedAt: START,
      outcome: null,
    });
    given(opened, resolved, reopened).when("resolve", {}).then(resolvedAgain);
  });

  test("within the window after the latest resolution or closing", () => {
    const until = (count: number) => ({ occurredAt: hours(count), now: hours(count) });
    given(opened, resolved).when("reopen", {}, until(WINDOW)).then(reopened);
    given(opened, resolved)
      .when("reopen", {}, { ...until(WINDOW), occurredAt: hours(WINDOW + 0.001) })
      .refused("REOPENING_WINDOW_PASSED");
    given(opened, resolved, at(hours(100), closed))
      .when("reopen", {}, until(WINDOW + 100))
      .then(reopened);
    given(opened, at(hours(100), withdrawn))
      .when("reopen", {}, until(WINDOW + 101))
      .refused("REOPENING_WINDOW_PASSED");
  });

  test("again and again goes up by the policy, once it is not there yet", () => {
    const repeated: DeskPolicy = {
      ...policy("reopen"),
      repeatedReopening: { from: 2, to: "management" },
    };
    const second = { type: "reopened", data: { ...reopened.data, cycle: 3 } } as const;
    const up: TicketEvent = {
      type: "escalated",
      data: {
        from: "firstLine",
        to: "management",
        reason: "The ticket was reopened 2 times.",
        rule: "repeated reopening",
      },
    };
    const again = [opened, resolved, reopened, resolved];
    const dissatisfied = { channel: "phone", outcome: "dissatisfied" } as const;
    given(opened, resolved).when("reopen", {}, { policy: repeated }).then(reopened);
    given(...again)
      .when("reopen", {}, { policy: repeated })
      .then(second, up);
    given(...again, up)
      .when("reopen", {}, { policy: repeated })
      .then(second);
    given(...again)
      .when("recordFollowUp", dissatisfied, { policy: repeated })
      .then(
        { type: "followUpRecorded", data: dissatisfied },
        { ...byDissatisfaction, data: { ...byDissatisfaction.data, cycle: 3 } },
        up,
      );
  });

  test("an unresolved ticket is not reopened, a withdrawn one is", () => {
    given(opened).when("reopen", {}).refused("NOT_ALLOWED_NOW");
    given(opened, withdrawn).when("reopen", {}).then(reopened);
  });
});

describe("the follow-up", () => {
  const check = (outcome: "satisfied" | "dissatisfied") =>
    ({ type: "followUpRecorded", data: { channel: "phone", outcome } }) as const;

  test("a dissatisfied customer reopens, escalates or is recorded, as the policy says", () => {
    const { data } = check("dissatisfied");
    given(opened, resolved)
      .when("recordFollowUp", data, { policy: policy("reopen") })
      .then(check("dissatisfied"), byDissatisfaction);
    given(opened, resolved)
      .when("recordFollowUp", data, { policy: policy("escalate") })
      .then(check("dissatisfied"), {
        type: "escalated",
        data: { from: "firstLine", to: "management", reason: "The customer is dissatisfied." },
      });
    given(opened, resolved)
      .when("recordFollowUp", data, { policy: policy("record") })
      .then(check("dissatisfied"));
    given(opened, resolved)
      .when("recordFollowUp", check("satisfied").data)
      .then(check("satisfied"));
  });

  test("is recorded even when the window has passed", () => {
    const late = { occurredAt: hours(WINDOW + 1), now: hours(WINDOW + 1) };
    given(opened, resolved)
      .when("recordFollowUp", check("dissatisfied").data, late)
      .then(check("dissatisfied"));
  });
});

describe("surveys", () => {
  const assigned = {
    type: "assigned",
    data: { team: "billing", agent: "x", transfer: false },
  } as const;
  const answered = (csat: number) =>
    ({
      type: "surveyAnswered",
      data: { surveyId: "v-1", csat, team: "billing", agent: "x" },
    }) as const;
  /** By a policy that calls this score one. */
  const dissatisfied = (csat: number) =>
    ({
      type: "surveyAnswered",
      data: { surveyId: "v-1", csat, dissatisfied: true, team: "billing", agent: "x" },
    }) as const;
  const surveyed = [opened, assigned, resolved, invited];

  test("one invitation per resolution, unless the customer wants none", () => {
    const data = { surveyId: "v-1", channel: "email" } as const;
    given(opened, resolved).when("inviteToSurvey", data).then(invited);
    given(opened, resolved, invited)
      .when("inviteToSurvey", { channel: "email" })
      .refused("SURVEY_INVITED");
    given(opened, resolved)
      .when("inviteToSurvey", data, { surveysWanted: false })
      .refused("SURVEY_UNWANTED");
    given(opened, resolved, invited, reopened, resolvedAgain)
      .when("inviteToSurvey", { surveyId: "v-2", channel: "email" })
      .then({ type: "surveyInvited", data: { surveyId: "v-2", channel: "email", cycle: 2 } });
  });

  test("an answer is credited to who had the ticket when it was resolved", () => {
    const moved = {
      type: "assigned",
      data: { team: "other", agent: null, transfer: true },
    } as const;
    given(...surveyed, moved)
      .when("answerSurvey", { csat: 5 })
      .then(answered(5));
  });

  test("a bad answer reopens, a second one after that is kept", () => {
    given(...surveyed)
      .when("answerSurvey", { csat: 3 })
      .then(answered(3));
    given(...surveyed)
      .when("answerSurvey", { csat: 2 })
      .then(dissatisfied(2), byDissatisfaction);
    given(...surveyed, closed)
      .when("answerSurvey", { csat: 1 })
      .then(dissatisfied(1), byDissatisfaction);
    given(...surveyed, dissatisfied(2), byDissatisfaction)
      .when("answerSurvey", { csat: 1 })
      .then(dissatisfied(1));
  });

  test("an answer that comes after a merge is kept, and does nothing else", () => {
    for (const onDissatisfaction of ["reopen", "escalate"] as const) {
      given(...surveyed, merged)
        .when("answerSurvey", { csat: 1 }, { policy: policy(onDissatisfaction) })
        .then(dissatisfied(1));
    }
  });

  test("an answer about an earlier cycle leaves the present one alone", () => {
    for (const onDissatisfaction of ["reopen", "escalate"] as const) {
      given(...surveyed, reopened, resolvedAgain, closed)
        .when("answerSurvey", { csat: 1 }, { policy: policy(onDissatisfaction) })
        .then(dissatisfied(1));
    }
  });

  test("an answer that names no survey is one to the latest", () => {
    const second = { surveyId: "v-2", channel: "email", cycle: 2 } as const;
    given(...surveyed, reopened, resolvedAgain, { type: "surveyInvited", data: second })
      .when("answerSurvey", { nps: 9 })
      .then({
        type: "surveyAnswered",
        data: { surveyId: "v-2", nps: 9, team: "billing", agent: "x" },
      });
  });

  test("an escalated ticket is not escalated further", () => {
    const escalated = {
      type: "escalated",
      data: { from: "firstLine", to: "management", reason: "A breach." },
    } as const;
    given(...surveyed, escalated)
      .when("answerSurvey", { csat: 1 }, { policy: policy("escalate") })
      .then(dissatisfied(1));
  });

  test("only what was asked is answered", () => {
    given(opened, resolved)
      .when("answerSurvey", { nps: 9 })
      .refused("SURVEY_UNKNOWN", { allowed: [] });
    given(...surveyed)
      .when("answerSurvey", { surveyId: "v-9", nps: 9 })
      .refused("SURVEY_UNKNOWN", { allowed: ["v-1"] });
  });
});
