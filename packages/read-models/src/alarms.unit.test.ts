import { streamName } from "@docket/event-sourcing";
import type { LevelsEvent, TicketEvent } from "@docket/schemas";
import { referenceOf } from "@docket/ticket";
import { describe, expect, test } from "vitest";
import { alarms, findAlarms, parsePlace, type AlarmFilters } from "./alarms.ts";
import { facts, type FactsRow } from "./facts.ts";
import { createFold, history, minute } from "./testing/fold.ts";
import { levelsSamples, ticketA, ticketB, ticketSamples } from "./testing/samples.ts";
import { tickets } from "./tickets.ts";

const assigned: TicketEvent = {
  type: "assigned",
  data: { team: "returns", agent: "lena", transfer: false },
};
const warned: LevelsEvent = {
  type: "clockWarned",
  data: {
    target: "closure",
    instance: 1,
    threshold: 50,
    policyVersion: "desk@1",
    rule: "closed",
    dueAt: minute(90),
    breachesAt: minute(90),
  },
};

/** Alarms of one ticket at the minutes 0, 1 and 2, of another at 0. */
function foldOf() {
  const fold = createFold([tickets, facts, alarms]);
  fold.project(history("ticket", ticketA, [ticketSamples[0]!, assigned]));
  fold.project(history("levels", ticketA, levelsSamples));
  fold.project(history("levels", ticketB, [warned]));
  return fold;
}

describe("alarms", () => {
  const fold = foldOf();
  const found = async (filters: AlarmFilters, limit = 10) => {
    const { alarms: page } = await findAlarms(fold, filters, { limit });
    return page.map(({ target, threshold, passedAt }) => `${target} ${threshold} ${passedAt}`);
  };

  test("are found by target, kind and instant, the latest first", async () => {
    const all = [
      `nextResponse 100 ${minute(2)}`,
      `firstResolution 100 ${minute(1)}`,
      `closure 50 ${minute(0)}`,
      `firstResolution 80 ${minute(0)}`,
    ];
    expect([...(await found({}))].sort()).toEqual([...all].sort());
    expect((await found({})).slice(0, 2)).toEqual(all.slice(0, 2));
    expect(await found({ target: "firstResolution" })).toEqual([all[1], all[3]]);
    expect(await found({ kind: "breach" })).toEqual(all.slice(0, 2));
    expect(await found({ since: minute(1) })).toEqual(all.slice(0, 2));
    expect(await found({ since: minute(1), kind: "warning" })).toEqual([]);
  });

  test("come a page at a time, each once", async () => {
    const pages: string[] = [];
    let after: string | undefined;
    do {
      const { alarms: page, next } = await findAlarms(fold, {}, { limit: 1, after });
      pages.push(...page.map(({ target, threshold }) => `${target} ${threshold}`));
      after = parsePlace(next ?? "");
    } while (after !== undefined);
    expect(new Set(pages).size).toBe(4);
    expect(pages).toHaveLength(4);
    for (const text of ["nowhere", "\0 b c 1 2", "2026-03-02T09:00:00.000Z b\0 c 1 2"]) {
      expect(parsePlace(Buffer.from(text).toString("base64url"))).toBeUndefined();
    }
  });

  test("say what was promised, and whose the ticket is now", async () => {
    const { alarms: page } = await findAlarms(fold, { kind: "breach" }, { limit: 10 });
    expect(page[1]).toEqual({
      ticketId: ticketA,
      target: "firstResolution",
      instance: 1,
      threshold: 100,
      kind: "breach",
      passedAt: minute(1),
      dueAt: "2026-03-09T12:00:00.000Z",
      breachesAt: "2026-03-09T12:00:00.000Z",
      cause: "time passed",
      policyVersion: "desk@1",
      rule: "anything resolved",
      escalateTo: "management",
      reference: referenceOf(ticketA),
      externalId: "INC-1",
      team: "returns",
      agent: "lena",
    });
    const [other] = (await findAlarms(fold, { target: "closure" }, { limit: 1 })).alarms;
    expect([other?.reference, other?.team]).toEqual([null, null]);
  });
});

test("the facts of a ticket keep what was told of it, sorted, also before they are known", () => {
  const told = history("levels", ticketA, levelsSamples.toReversed());
  const events = history("ticket", ticketA, [ticketSamples[0]!]);
  const both = [
    [...told, ...events],
    [...events, ...told],
  ].map((order) => {
    const fold = createFold([facts]);
    fold.project(order);
    return fold.rows()["facts"];
  });
  expect(both[0]).toEqual(both[1]);
  const [row] = both[0] as readonly FactsRow[];
  expect(row?.alarms.split("\n")).toEqual([
    "firstResolution 1 100",
    "firstResolution 1 80",
    "nextResponse 2 100",
  ]);
  expect(events[0]?.stream).toBe(streamName("ticket", ticketA));
});
