import { instant } from "@docket/event-sourcing";
import { isTicketCommand, phase, type Command } from "@docket/schemas";
import { phaseOf } from "@docket/ticket";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DESK_ZONE } from "./calendar-of-work.ts";
import { sampleQuarter, sampleStages } from "./sample-quarter.ts";
import { lacking } from "./testing/coverage.ts";
import { foldedDesk } from "./testing/folded-desk.ts";
import { measured } from "./testing/measured.ts";

const until = instant(Date.UTC(2026, 5, 10, 12));
const options = { seed: 1, until, tickets: 600 };

/**
 * The chart lets these happen, and no decision does: management asks for an attempted solution, and an attempt leaves
 * the first phase for good.
 */
const UNDECIDABLE = ["working", "waitingForCustomer", "waitingForThirdParty"].map(
  (wait) => `complaint inquiry.${wait} passedToManagement`,
);

function told(commands: Iterable<Command>) {
  const desk = foldedDesk(until);
  for (const command of commands) {
    desk.send(command);
    desk.settle();
  }
  desk.sweep();
  return desk;
}

describe("the sample quarter", () => {
  const commands = [...sampleQuarter(options)];
  const desk = told(commands);

  test("has no command that is refused", () => {
    expect(desk.refused).toEqual([]);
  });

  test("shows every event, channel and transition", () => {
    expect(lacking(desk)).toEqual({ events: [], channels: [], edges: UNDECIDABLE });
  });

  test("holds what every clock and every KPI is made of", () => {
    const counts = measured(desk.histories, Date.parse(until));
    expect(Object.entries(counts).filter(([, count]) => count === 0)).toEqual([]);
  });

  test("holds as many tickets as were asked for, beside those split off", () => {
    const split = desk.counts.get("ticket splitOff") ?? 0;
    expect(desk.opened()).toHaveLength(options.tickets + split);
  });

  test("leaves tickets open in every phase", () => {
    const phases = new Set(desk.opened().map(({ position }) => phaseOf(position)));
    expect(phases).toEqual(new Set(phase.options));
  });

  test("tells nothing that is yet to happen", () => {
    expect(
      commands.filter(({ occurredAt }) => occurredAt === undefined || occurredAt > until),
    ).toEqual([]);
  });

  test("gives every command an id of its own", () => {
    expect(new Set(commands.map(({ commandId }) => commandId)).size).toBe(commands.length);
  });

  test("has tickets recorded out of the order in which things happened", () => {
    const latest = new Map<string, string>();
    const late = commands.filter(isTicketCommand).filter(({ ticketId = "", occurredAt = "" }) => {
      const before = latest.get(ticketId) ?? "";
      if (occurredAt > before) latest.set(ticketId, occurredAt);
      return occurredAt < before;
    });
    expect(late.length).toBeGreaterThan(0);
  });

  test("is the same for the same seed, and another for another", () => {
    expect([...sampleQuarter(options)]).toEqual(commands);
    expect([...sampleQuarter({ ...options, seed: 2 })]).not.toEqual(commands);
  });

  test("may be sent stream by stream in any order within a stage, what follows coming at its end", () => {
    const mixed = foldedDesk(until);
    for (const stage of sampleStages(options)) {
      const streams = Object.values(Object.groupBy(stage, streamOf)).toReversed();
      for (const command of streams.flatMap((stream) => stream ?? [])) mixed.send(command);
      mixed.settle();
    }
    expect(mixed.refused).toEqual([]);
    expect(mixed.opened()).toHaveLength(desk.opened().length);
  });

  test("whatever the seed and the day, refuses nothing and lacks nothing", () => {
    const day = fc.date({
      min: new Date("2020-01-01"),
      max: new Date("2040-01-01"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(fc.nat(), day, (seed, end) => {
        const any = foldedDesk(instant(end));
        for (const command of sampleQuarter({ seed, until: instant(end), tickets: 1 })) {
          any.send(command);
          any.settle();
        }
        any.sweep();
        expect(any.refused).toEqual([]);
        expect(lacking(any)).toEqual({ events: [], channels: [], edges: UNDECIDABLE });
      }),
      { numRuns: 10 },
    );
  });
});

describe("the sample's customers come as customers do", () => {
  const opened = [...sampleQuarter({ ...options, tickets: 2_000 })].flatMap((command) =>
    command.type === "open" ? [command] : [],
  );
  const local = (at: string | undefined) =>
    Temporal.Instant.from(at ?? until).toZonedDateTimeISO(DESK_ZONE);
  const count = (of: (command: (typeof opened)[number]) => boolean) => opened.filter(of).length;

  test("most before noon, few at the weekend", () => {
    const morning = count(({ occurredAt }) => [9, 10, 11].includes(local(occurredAt).hour));
    const weekend = count(({ occurredAt }) => local(occurredAt).dayOfWeek > 5);
    expect(morning / opened.length).toBeGreaterThan(0.25);
    expect(weekend / opened.length).toBeLessThan(0.15);
  });

  test("by phone only while someone is there", () => {
    const calls = opened.filter(({ data }) => data.channel === "phone");
    const outside = calls.filter(({ occurredAt }) => {
      const { dayOfWeek, hour } = local(occurredAt);
      return dayOfWeek > 5 || hour < 8 || hour >= 18;
    });
    expect(outside).toEqual([]);
  });

  test("several times each, in several languages, of every tier", () => {
    const customers = new Set(opened.map(({ data }) => data.customerId));
    expect(customers.size).toBeLessThan(opened.length / 2);
    expect(new Set(opened.map(({ data }) => data.language)).size).toBe(4);
    expect(new Set(opened.map(({ data }) => data.tier)).size).toBeGreaterThanOrEqual(3);
  });

  test("more and more about the one topic that rises", () => {
    const updates = opened.filter(({ data }) => data.subject?.includes("pdate"));
    const lastMonth = instant(Date.parse(until) - 28 * 86_400_000);
    const recent = updates.filter(({ occurredAt = "" }) => occurredAt >= lastMonth).length;
    expect(recent).toBeGreaterThan(updates.length / 2);
  });

  test("to agents who have several chats at once", () => {
    expect(mostAtOnce([...sampleQuarter({ ...options, tickets: 2_000 })])).toBeGreaterThanOrEqual(
      2,
    );
  });
});

function streamOf(command: Command): string {
  if (isTicketCommand(command)) return command.ticketId ?? command.commandId;
  if ("customerId" in command) return command.customerId;
  if ("ticketId" in command) return `levels ${command.ticketId}`;
  return "articleId" in command ? command.articleId : command.policy;
}

/** The most chats that one agent was handling at the same moment. */
function mostAtOnce(commands: readonly Command[]): number {
  const chats = new Set(
    commands.flatMap((one) =>
      one.type === "open" && one.data.channel === "chat" ? [one.ticketId] : [],
    ),
  );
  const moments = commands
    .filter((one) => one.type === "startHandling" || one.type === "endHandling")
    .filter((one) => chats.has(one.ticketId))
    .toSorted((one, other) => ((one.occurredAt ?? "") < (other.occurredAt ?? "") ? -1 : 1));
  const busy = new Map<string, number>();
  return Math.max(
    ...moments.map(({ type, actor: { id } }) => {
      const now = (busy.get(id) ?? 0) + (type === "startHandling" ? 1 : -1);
      busy.set(id, now);
      return now;
    }),
  );
}
