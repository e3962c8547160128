import { derivedUlid, idOf } from "@docket/event-sourcing";
import type { ServiceLevelsInput } from "@docket/schemas";
import { thresholdName, thresholdTold } from "@docket/service-levels";
import fc from "fast-check";
import { expect, test } from "vitest";
import {
  deadlinesDesk,
  growing,
  HOUR,
  isAlarm,
  passedBy,
  toldIn,
  type DeadlinesDesk,
} from "./testing/deadlines-desk.ts";

const never = new AbortController().signal;
const TICKETS = [derivedUlid("one"), derivedUlid("two")] as const;
const [one, two] = TICKETS;

const rules: ServiceLevelsInput["rules"] = [
  { name: "answered", target: "firstResponse", within: "PT4H", warnings: [50] },
  { name: "next", target: "nextResponse", within: "PT3H" },
  { name: "told", target: "progressUpdate", within: "PT5H", pauses: ["customer"] },
  {
    name: "urgent solved",
    target: "firstResolution",
    when: { priority: [1] },
    within: "PT6H",
    warnings: [50, 80],
  },
  {
    name: "solved",
    target: "firstResolution",
    within: "PT12H",
    pauses: ["customer"],
    warnings: [80],
    escalations: [{ on: "breach", to: "management" }],
  },
  { name: "solved for good", target: "totalResolution", within: "PT15H", pauses: ["customer"] },
];

/** Something that happens to a desk, or that it does. */
type Step =
  | { readonly do: "wait"; readonly hours: number }
  | { readonly do: "send"; readonly ticket: 0 | 1; readonly type: string; readonly data: object }
  | { readonly do: "project" }
  | { readonly do: "sweep"; readonly stale: boolean }
  /** Killed when so many of its commands were answered. */
  | { readonly do: "crash"; readonly after: number }
  /** Both sweepers, while somebody resolves a ticket. */
  | { readonly do: "race"; readonly ticket: 0 | 1 };

const ticket = fc.constantFrom(0 as const, 1 as const);
const sent = fc.constantFrom<readonly [string, object]>(
  ["reply", { channel: "email", body: "…" }],
  ["receiveMessage", { channel: "email", body: "…" }],
  ["waitForCustomer", {}],
  ["resume", {}],
  ["proposeSolution", { text: "…" }],
  ["resolve", {}],
  ["reopen", {}],
  ["close", { outcome: "resolved", reason: "…" }],
  ["withdraw", { reason: "…" }],
  ["raisePriority", { priority: 1 }],
  ["lowerPriority", { priority: 3 }],
  ["updateProgress", { text: "…" }],
  ["merge", { into: two }],
  ["unmerge", { reason: "…" }],
);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(8).map((hours) => ({ do: "wait" as const, hours })) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(ticket, sent)
      .map(([of, [type, data]]) => ({ do: "send" as const, ticket: of, type, data })),
  },
  { weight: 2, arbitrary: fc.constant({ do: "project" as const }) },
  { weight: 3, arbitrary: fc.boolean().map((stale) => ({ do: "sweep" as const, stale })) },
  { weight: 1, arbitrary: fc.nat(3).map((after) => ({ do: "crash" as const, after })) },
  { weight: 1, arbitrary: ticket.map((of) => ({ do: "race" as const, ticket: of })) },
);

async function take(desk: DeadlinesDesk, next: Step): Promise<void> {
  switch (next.do) {
    case "wait":
      return desk.advance(next.hours * HOUR);
    case "send":
      await desk.send(TICKETS[next.ticket], next.type, next.data);
      return desk.react();
    case "project":
      return desk.projector.catchUp();
    case "sweep":
      return desk.role(next.stale ? { reached: async () => {} } : {}).sweep(never);
    case "crash":
      return crashing(desk, next.after);
    case "race":
      await Promise.all([
        desk.role().sweep(never),
        desk.send(TICKETS[next.ticket], "resolve", {}),
        desk.role({ reached: async () => {} }).sweep(never),
      ]);
  }
}

async function crashing(desk: DeadlinesDesk, after: number): Promise<void> {
  let answered = 0;
  const role = desk.role({
    async send(command) {
      if (answered === after) throw new Error("killed");
      answered += 1;
      return desk.commands.handle(command);
    },
  });
  await role.sweep(never).catch(() => {});
}

/** How long who is under way has, before it is told that a clock has passed. */
const GRACE_MS = 1_000;

test("whatever happens in whatever order, a threshold is told once if it is passed, and never if it is not", async () => {
  let alarms = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const desk = await deadlinesDesk(rules);
      try {
        for (const id of TICKETS) {
          await desk.send(id, "open", { kind: "inquiry", channel: "email", priority: 3 });
        }
        for (const next of steps) await take(desk, next);
        // What is left comes to rest: reactions, tables, alarms and what follows from them.
        desk.advance(2 * GRACE_MS);
        for (let told = -1; told !== toldIn(await desk.log()).length;) {
          told = toldIn(await desk.log()).length;
          await desk.react();
          await desk.role().sweep(never);
        }
        alarms += await holds(desk);
      } finally {
        await desk.close();
      }
    }),
  );
  expect(alarms).toBeGreaterThan(50);
});

async function holds(desk: DeadlinesDesk): Promise<number> {
  const log = await desk.log();
  const told = toldIn(log);
  expect(new Set(told).size).toBe(told.length);
  const grown = growing(log);

  // Each was due by the ticket's history as far as it had come.
  for (const event of log.filter(isAlarm)) {
    const name = thresholdName(thresholdTold(event));
    const recordedAt = Date.parse(event.recordedAt);
    const instants = (grown.get(idOf(event.stream)) ?? []).map((facts) =>
      passedBy(desk.policy, facts, recordedAt).get(name),
    );
    expect(instants).toContain(event.metadata.occurredAt);
  }

  // Each that open clocks have passed by now was told.
  for (const ticketId of [one, two]) {
    const facts = grown.get(ticketId)?.at(-1) ?? [];
    for (const name of passedBy(desk.policy, facts, desk.now() - GRACE_MS).keys()) {
      expect(told).toContain(`${ticketId} ${name}`);
    }
  }
  await desk.projector.catchUp();
  expect(await desk.role().overdue()).toEqual({ count: 0, oldest: null });
  const rebuilt = await desk.projector.rebuild({ accept: false, onProgress: () => {} });
  expect(rebuilt.switched).toBe(true);
  return told.length;
}
