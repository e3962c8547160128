import { DEFAULT_POLICY_NAME } from "@docket/schemas";
import { DAY, factLine, HOUR, type Fact } from "@docket/service-levels";
import { describe, expect, test } from "vitest";
import { backlog } from "./backlog.ts";
import { breaches } from "./breaches.ts";
import { cohorts } from "./cohorts.ts";
import { followedContacts } from "./followed-contacts.ts";
import { handlingSessionRows } from "./handling-sessions.ts";
import { createJudge } from "./judged-tickets.ts";
import { inTurn } from "./handling-months.ts";
import { createPolicyBook } from "./policy-book.ts";
import { surveyResults } from "./survey-results.ts";
import { opening } from "./testing/facts.ts";

const policy = { name: DEFAULT_POLICY_NAME, version: 1 };
const book = createPolicyBook([
  {
    name: policy.name,
    version: { version: 1, effectiveFrom: "1970-01-01T00:00:00Z", document: {} },
  },
]);
const judge = createJudge(book);
const START = Date.UTC(2026, 2, 2, 9);
const iso = (at: number): string => new Date(at).toISOString();

const opened: Fact = {
  ...opening,
  at: START,
  kind: "inquiry",
  customerId: "anna",
  tier: "gold",
  priority: 2,
  policy,
};
const assigned = { type: "assigned", team: "desk", agent: "ben", transfer: false } as const;
const resolved = { type: "resolved", articles: [] } as const;

const source = (facts: readonly Fact[]) => ({
  ticketId: "T",
  facts: facts.map(factLine).join("\n"),
});

test("backlog: a row per stay with the same attributes, until the ticket leaves", () => {
  const closed = { type: "closed", outcome: "resolved" } as const;
  const facts: Fact[] = [
    opened,
    { ...assigned, at: START + HOUR },
    { ...resolved, at: START + 2 * HOUR },
    { ...closed, at: START + 3 * HOUR },
    { type: "reopened", at: START + 4 * HOUR },
  ];
  const stays = [
    { enteredAt: iso(START), leftAt: iso(START + HOUR), team: null, agent: null },
    { enteredAt: iso(START + HOUR), leftAt: iso(START + 3 * HOUR), team: "desk", agent: "ben" },
    { enteredAt: iso(START + 4 * HOUR), leftAt: null, team: "desk", agent: "ben" },
  ];
  const rest = { ticketId: "T", receivedAt: iso(START), tier: "gold", priority: 2 };
  expect(backlog(judge).rows(source(facts))).toMatchObject(
    stays.map((stay) => ({ ...rest, ...stay })),
  );
});

describe("cohorts", () => {
  const rows = (...facts: Fact[]) => cohorts(judge).rows(source([opened, ...facts]));

  test("a ticket that was not resolved has none", () => {
    const nothing = {
      firstResolvedAt: null,
      maturesAt: null,
      reopened: null,
      onFirstContact: null,
    };
    expect(rows()).toMatchObject([{ ...nothing, latestAt: iso(START) }]);
  });

  test("say when they mature, and whom they are credited to", () => {
    const at = START + 2 * HOUR;
    const later = { ...assigned, agent: "eve", at: at + HOUR };
    expect(rows({ ...assigned, at: START + 1 }, { ...resolved, at }, later)).toMatchObject([
      {
        firstResolvedAt: iso(at),
        maturesAt: iso(at + 7 * DAY),
        reopenedAt: null,
        reopened: false,
        onFirstContact: true,
        agent: "ben",
        latestAt: iso(at + HOUR),
      },
    ]);
  });

  test("K7: a reopening counts up to 7 days after the first resolution, that instant included", () => {
    const at = START + HOUR;
    const reopenedAt = (instant: number) =>
      rows({ ...resolved, at }, { type: "reopened", at: instant })[0];
    expect(reopenedAt(at + 7 * DAY)).toMatchObject({ reopened: true, onFirstContact: false });
    expect(reopenedAt(at + 7 * DAY + 1)).toMatchObject({ reopened: false });
  });
});

test("K8: a contact is followed by a ticket opened from its own opening to 7 days after its resolution", () => {
  const followedBy = (openedAt: number): boolean => {
    const contacts = `T_1000_2000:1,U_${openedAt}_:1`;
    const row = { customerId: "anna", category: "leak", tickets: 2, contacts };
    return followedContacts.rows(row).length === 1;
  };
  expect([999, 1_000, 2_000 + 7 * DAY, 2_001 + 7 * DAY].map(followedBy)).toEqual([
    false,
    true,
    true,
    false,
  ]);
  const alone = { customerId: "anna", category: "leak", tickets: 1, contacts: "T_1000_2000:1" };
  expect(followedContacts.rows(alone)).toEqual([]);
});

test("breaches: what was missed, and what runs and will be", () => {
  const rows = breaches(judge).rows(
    source([opened, { type: "replied", at: START + 30 * DAY, automatic: false }]),
  );
  const missed = rows.find(({ target }) => target === "firstResponse");
  expect(missed).toMatchObject({ certain: true, stoppedAt: iso(START + 30 * DAY) });
  expect(rows.find(({ target }) => target === "progressUpdate")).toMatchObject({
    certain: false,
    stoppedAt: null,
  });
  const met = breaches(judge).rows(
    source([opened, { type: "replied", at: START + 1, automatic: false }]),
  );
  expect(met.find(({ target }) => target === "firstResponse")).toBeUndefined();
});

test("K3: of a survey answered twice within 7 days the last answer counts", () => {
  const answer = { type: "surveyAnswered", surveyId: "S", team: "desk", agent: "ben" } as const;
  const facts: Fact[] = [
    opened,
    { ...assigned, at: START + 1 },
    { ...resolved, at: START + 2 },
    { type: "surveyInvited", at: START + HOUR, surveyId: "S" },
    { ...answer, at: START + DAY, csat: 1, nps: 3 },
    { ...answer, at: START + 2 * DAY, csat: 5, nps: 8 },
    { ...answer, at: START + 9 * DAY, csat: 2, nps: 11 },
  ];
  expect(surveyResults(judge).rows(source(facts))).toMatchObject([
    {
      surveyId: "S",
      customerId: "anna",
      invitedAt: iso(START + HOUR),
      answers: 3,
      csat: 5,
      csatAt: iso(START + 2 * DAY),
      nps: 8,
      npsAt: iso(START + 2 * DAY),
      agent: "ben",
    },
  ]);
});

test("K3: a survey that nobody answered is credited to who had the ticket when it was resolved", () => {
  const facts: Fact[] = [
    opened,
    { ...assigned, at: START + 1 },
    { ...resolved, at: START + 2 },
    { type: "surveyInvited", at: START + HOUR, surveyId: "S" },
    { ...assigned, team: "sales", agent: "eve", at: START + DAY },
  ];
  expect(surveyResults(judge).rows(source(facts))).toMatchObject([
    { surveyId: "S", answers: 0, team: "desk", agent: "ben" },
  ]);
});

test("handling sessions: one that goes on has no end", () => {
  const began = { type: "handlingStarted", agent: "ben", interactionId: "call" } as const;
  const facts: Fact[] = [
    opened,
    { ...began, at: START + 1, sessionId: "1" },
    { type: "handlingEnded", at: START + 5, sessionId: "1" },
    { ...began, at: START + 9, sessionId: "2" },
  ];
  expect(handlingSessionRows(judge).rows(source(facts))).toMatchObject([
    { place: 0, interaction: "call", startedAt: iso(START + 1), endedAt: iso(START + 5) },
    { place: 1, interaction: "call", startedAt: iso(START + 9), endedAt: null, agent: "ben" },
  ]);
});

test("an agent is busy until the last session ends, unless two overlap, one goes on, or they are not in order", () => {
  expect(inTurn("1000_2000:1,2000_3000:1")).toEqual({ from: 1_000, to: 3_000 });
  expect(inTurn("1000_2000:1")).toEqual({ from: 1_000, to: 2_000 });
  const shared = { from: 1_000, to: null };
  expect(inTurn("1000_2000:1,1999_3000:1")).toEqual(shared);
  expect(inTurn("1000_2000:2")).toEqual(shared);
  expect(inTurn("1000_:1")).toEqual(shared);
  expect(inTurn("2000_3000:1,1000_1500:1")).toMatchObject({ to: null });
});

describe("what a ticket alone brings to the figures", () => {
  const settled = (...facts: Fact[]) =>
    judge({ ...source([opened, ...facts]), alarms: "" })?.settled ?? expect.unreachable();
  const began = { type: "handlingStarted", interactionId: "call" } as const;
  const handled = (...facts: Fact[]) =>
    settled(...facts).contributions.filter(({ figure }) => figure === "averageHandlingTime");

  test("is the time of an interaction once its one agent is done with it", () => {
    const first: Fact = { ...began, at: START + 1, sessionId: "1", agent: "ben" };
    const ended: Fact = { type: "handlingEnded", at: START + 5, sessionId: "1" };
    expect(handled(first, ended)).toMatchObject([{ at: START + 5, valueMs: 4 }]);
    expect(handled(first)).toEqual([]);
    const second: Fact = { ...began, at: START + 6, sessionId: "2", agent: "eve" };
    const over: Fact = { type: "handlingEnded", at: START + 9, sessionId: "2" };
    expect(handled(first, ended, second, over)).toEqual([]);
  });

  test("is each answer on recommendation from 0 to 10", () => {
    const answer = { type: "surveyAnswered", csat: null, team: null, agent: null } as const;
    const scores = [-1, 0, 10, 11, null].map((nps, place): Fact => ({
      ...answer,
      at: START + place,
      surveyId: `${place}`,
      nps,
    }));
    expect(settled(...scores).answers.map(({ score }) => score)).toEqual([0, 10]);
  });
});
