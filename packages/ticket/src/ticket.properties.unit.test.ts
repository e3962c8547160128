import { commandId, revision } from "@docket/event-sourcing";
import { role, ticketEvents, type Role, type TicketEvent } from "@docket/schemas";
import { array, assert, constantFrom, integer, nat, property, record, tuple } from "fast-check";
import { expect, test } from "vitest";
import { allows } from "./life-cycle.ts";
import { replayHistory, type HistoricEvent } from "./history.ts";
import type { TicketState } from "./state.ts";
import { commandData } from "./testing/commands.ts";
import { opened } from "./testing/events.ts";
import { commandOf, contextOf, hours, OTHER, stateOf } from "./testing/given.ts";
import { ticketDecider } from "./ticket.ts";

/** Other data than {@link commandData}'s, so that facts change and ids meet. */
const variants: Readonly<Record<string, readonly object[]>> = {
  open: [{ kind: "complaint", channel: "phone", customerId: "c-9", follows: OTHER }],
  identifyCustomer: [{ customerId: "c-2" }],
  askClarification: [{ questionId: "q-1", question: "Which?" }],
  queueContact: [{ interactionId: "i-1", channel: "chat" }],
  categorise: [{ category: null }],
  raisePriority: [{ priority: 1 }],
  assign: [{ team: "repair" }, { agent: "y" }],
  escalate: [{ to: "management", reason: "A breach." }],
  startHandling: [{ sessionId: "s-active" }, { sessionId: "s-held" }],
  holdHandling: [{ sessionId: "s-held" }],
  recordFindings: [{ findings: "None.", productProblemConfirmed: false, reviewRequired: true }],
  verifyCorrectiveAction: [{ effective: false, evidence: "Drips." }],
  requestRedress: [
    {
      redressId: "r-1",
      redressType: "refund",
      value: { amount: 20_000, currency: "EUR" },
      reason: "Paid twice.",
    },
  ],
  grantRedress: [
    { redressId: "r-1", redressType: "refund", value: { amount: 20_000, currency: "EUR" } },
  ],
  recordFollowUp: [{ channel: "phone", outcome: "dissatisfied" }],
  answerSurvey: [{ csat: 1 }],
  close: [{}],
};

const step = record({
  type: constantFrom(...Object.keys(commandData)),
  variant: nat(2),
  role: constantFrom(...role.options, "administrator" as const, "administrator" as const),
  after: integer({ min: 0, max: 40 }),
});
/** How a plan begins: a complaint's procedure is too long to be met by chance. */
const beginning = (...types: readonly string[]) =>
  types.map((type) => ({
    type,
    variant: type === "open" ? 1 : 0,
    role: "administrator" as const,
    after: 1,
  }));
const procedure = [
  "open",
  "registerComplaint",
  "attemptSolution",
  "passToManagement",
  "startInvestigation",
  "recordFindings",
  "recordCorrectiveAction",
];
const beginnings = [
  [{ type: "open", variant: 0, role: "administrator" as const, after: 1 }],
  ...procedure.map((_, index) => beginning(...procedure.slice(0, index + 1))),
];
const steps = tuple(constantFrom(...beginnings), array(step, { maxLength: 80, size: "max" })).map(
  ([first, rest]) => [...first, ...rest],
);
const other = stateOf([opened]);

interface Step {
  readonly type: string;
  readonly variant: number;
  readonly role: Role;
  readonly after: number;
}

interface Course {
  readonly state: TicketState;
  readonly history: readonly (TicketEvent & HistoricEvent)[];
}

/** Sends the commands one after another, and checks what must hold after each. */
function run(plan: readonly Step[]): Course {
  let state: TicketState = ticketDecider.initial;
  const history: (TicketEvent & HistoricEvent)[] = [];
  let time = 0;
  for (const [index, { type, variant, role: name, after }] of plan.entries()) {
    time += after;
    const data = [commandData[type], ...(variants[type] ?? [])][variant] ?? commandData[type] ?? {};
    const sent = { commandId: `c-${index}`, role: name, occurredAt: hours(time) };
    const command = commandOf(type, data, sent);
    const before = JSON.stringify(state);
    const decision = ticketDecider.decide(state, command, contextOf({ other, now: hours(time) }));
    if (JSON.stringify(state) !== before) throw new Error(`${type} changed the state it was given`);
    if (!decision.accepted) continue;
    if (decision.events.length === 0) throw new Error(`${type} left no event`);
    for (const event of decision.events) {
      holds(state, event);
      const { actor } = command;
      state = ticketDecider.evolve(state, event, {
        revision: revision(history.length),
        commandId: commandId(command.commandId),
        occurredAt: hours(time),
        actor,
      });
      history.push({ ...event, occurredAt: hours(time), commandId: command.commandId, actor });
    }
  }
  return { state, history };
}

/** An event that was decided fits its schema and the chart. */
function holds(state: TicketState, event: TicketEvent): void {
  const { type, data } = event;
  if (!ticketEvents[type].safeParse(data).success)
    throw new Error(`${type} is not as its schema says`);
  const allowed =
    state.position === null ? type === "opened" : allows(state.kind, state.position, type);
  if (!allowed) throw new Error(`${type} was decided in ${state.position ?? "nothing"}`);
}

test("no sequence of commands leaves the chart, and a decision changes no state", () => {
  assert(
    property(steps, (plan) => {
      run(plan);
    }),
    { numRuns: 200 },
  );
});

test("a replay of what happened gives the live state, and nothing in it is contradicted", () => {
  assert(
    property(steps, (plan) => {
      const { state, history } = run(plan);
      const kept: unknown = JSON.parse(JSON.stringify(history));
      expect(replayHistory(kept as HistoricEvent[])).toEqual({ ok: true, state });
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    }),
    { numRuns: 200 },
  );
});

test("evolve is total: any event in any order leaves a state", () => {
  assert(
    property(steps, steps, (plan, otherPlan) => {
      const { state } = run(plan);
      const foreign = run(otherPlan).history;
      const after = foreign.reduce<TicketState>(
        (known, historic, index) =>
          ticketDecider.evolve(known, historic, {
            revision: revision(index),
            commandId: commandId(historic.commandId),
            occurredAt: hours(0),
            actor: historic.actor,
          }),
        state,
      );
      expect(after.position).not.toBeNull();
    }),
    { numRuns: 100 },
  );
});

test("the plans reach every event type", () => {
  const seen = new Set<string>();
  assert(
    property(steps, (plan) => {
      for (const { type } of run(plan).history) seen.add(type);
    }),
    { numRuns: 400, seed: 20_260_302 },
  );
  const missing = Object.keys(ticketEvents).filter((type) => !seen.has(type));
  expect(missing).toEqual(["commandRefused"]);
});
