import { derivedUlid, instant, memoryBus, type StoredEvent } from "@docket/event-sourcing";
import { clocksTable } from "@docket/read-models";
import type { LevelsCommand, ServiceLevelsInput } from "@docket/schemas";
import { describe, expect, onTestFinished, test } from "vitest";
import { BEGIN, deadlinesDesk, HOUR, isAlarm, toldIn } from "./testing/deadlines-desk.ts";

const GRACE = 1_000;
const never = new AbortController().signal;
const A = derivedUlid("a");
const B = derivedUlid("b");
const solved: ServiceLevelsInput["rules"] = [
  {
    name: "solved",
    target: "firstResolution",
    within: "PT10H",
    pauses: ["customer"],
    warnings: [80],
    escalations: [
      { on: 80, to: "secondLine" },
      { on: "breach", to: "management" },
    ],
  },
];

async function opened(rules = solved) {
  const desk = await deadlinesDesk(rules);
  onTestFinished(() => desk.close());
  await desk.send(A, "open", { kind: "inquiry", channel: "email", priority: 3 });
  await desk.send(A, "proposeSolution", { text: "New firmware" });
  return desk;
}
const warned = `${A} firstResolution 1 80`;
const breached = `${A} firstResolution 1 100`;

describe("a sweep", () => {
  test("tells what was passed, at the instant at which it was, and only then", async () => {
    const desk = await opened();
    const role = desk.role();
    desk.advance(8 * HOUR + GRACE);
    await role.sweep(never);
    expect(toldIn(await desk.log())).toEqual([]);
    desk.advance(1);
    await role.sweep(never);
    expect(toldIn(await desk.log())).toEqual([warned]);
    desk.advance(24 * HOUR);
    await role.sweep(never);
    await role.sweep(never);
    const log = await desk.log();
    expect(toldIn(log)).toEqual([warned, breached]);
    expect(
      log.filter(isAlarm).map(({ metadata, recordedAt }) => [metadata.occurredAt, recordedAt]),
    ).toEqual([
      [instant(BEGIN + 8 * HOUR), instant(BEGIN + 8 * HOUR + GRACE + 1)],
      [instant(BEGIN + 10 * HOUR), instant(BEGIN + 32 * HOUR + GRACE + 1)],
    ]);
    expect(role.told()).toBe(2);
  });

  test("tells nothing of what was resolved in the very millisecond, though the tables do not know it yet", async () => {
    const desk = await opened();
    desk.advance(9 * HOUR);
    await desk.role().sweep(never);
    await desk.projector.catchUp();
    desk.advance(HOUR);
    await desk.send(A, "resolve", { code: "solved" });
    desk.advance(2 * GRACE);
    const stale = desk.role({ reached: async () => {} });
    await stale.sweep(never);
    expect(toldIn(await desk.log())).toEqual([warned]);
    expect((await stale.overdue()).count).toBe(1);
    await desk.projector.catchUp();
    expect((await stale.overdue()).count).toBe(0);
  });

  test("asks again of what was declined, but not at once", async () => {
    const desk = await opened();
    await desk.projector.catchUp();
    const sent: LevelsCommand[] = [];
    let declines = true;
    const role = desk.role({
      send: async (command) => {
        sent.push(command);
        return desk.commands.handle(
          declines ? { ...command, actor: { id: "anna", role: "analyst" } } : command,
        );
      },
    });
    desk.advance(9 * HOUR);
    await role.sweep(never);
    await role.sweep(never);
    expect(sent).toHaveLength(1);
    declines = false;
    desk.advance(60_000);
    await role.sweep(never);
    expect(toldIn(await desk.log())).toEqual([warned]);
  });

  test("that cannot reach the store fails as a lost connection does, and the next one tells", async () => {
    const desk = await opened();
    desk.advance(9 * HOUR);
    const lost = desk.role({
      send: async ({ commandId }) => ({
        accepted: false,
        commandId: commandId as never,
        refusal: { code: "STORE_UNAVAILABLE", message: "gone" },
        repeated: false,
      }),
    });
    await expect(lost.sweep(never)).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    await desk.role().sweep(never);
    expect(toldIn(await desk.log())).toEqual([warned]);
  });

  test("of two at once tells each once", async () => {
    const desk = await opened();
    await desk.send(B, "open", { kind: "inquiry", channel: "email" });
    desk.advance(24 * HOUR);
    const roles = [desk.role(), desk.role()];
    await Promise.all(roles.map((role) => role.sweep(never)));
    expect(toldIn(await desk.log()).toSorted()).toEqual(
      [A, B]
        .flatMap((id) => [`${id} firstResolution 1 100`, `${id} firstResolution 1 80`])
        .toSorted(),
    );
    expect(roles.reduce((sum, role) => sum + role.told(), 0)).toBe(4);
  });

  test("leaves a customer who was forgotten no less told of than others", async () => {
    const desk = await opened();
    const sent = { kind: "inquiry", channel: "email", customerId: "c-1" };
    await desk.send(B, "open", sent);
    const actor = { id: "clara", role: "documentControl" as const };
    await desk.commands.handle({
      type: "registerCustomer",
      customerId: "c-1",
      commandId: "1",
      data: {},
      actor: { id: "clara", role: "administrator" },
    });
    const erased = await desk.commands.handle({
      type: "eraseCustomer",
      customerId: "c-1",
      commandId: "2",
      data: { ground: "asked" },
      actor,
    });
    expect(erased.accepted).toBe(true);
    await desk.react();
    desk.advance(9 * HOUR);
    await desk.role().sweep(never);
    expect(toldIn(await desk.log())).toContain(`${B} firstResolution 1 80`);
  });
});

test("a rule that escalates sends the ticket up, once, with the rule and the reason", async () => {
  const desk = await opened();
  desk.advance(24 * HOUR);
  await desk.role().sweep(never);
  await desk.react();
  await desk.react();
  const escalations = (await desk.log()).filter(({ type }) => type === "escalated");
  expect(escalations.map(({ data }) => data)).toMatchObject([
    { from: "firstLine", to: "secondLine", rule: "solved" },
    { from: "secondLine", to: "management", rule: "solved" },
  ]);
});

test("a history that is imported is no news; what is recorded late, but not later than the policy says, is", async () => {
  const desk = await deadlinesDesk(solved);
  onTestFinished(() => desk.close());
  const openAt = (ticketId: string, at: number) =>
    desk.commands.handle({
      type: "open",
      ticketId,
      commandId: ticketId,
      actor: { id: "import", role: "integration" },
      occurredAt: instant(at),
      data: { kind: "inquiry", channel: "email" },
    });
  await openAt(A, BEGIN - 24 * HOUR - 1);
  await openAt(B, BEGIN - 24 * HOUR);
  desk.advance(1_000 * HOUR);
  await desk.role().sweep(never);
  expect(toldIn(await desk.log())).toEqual([
    `${B} firstResolution 1 80`,
    `${B} firstResolution 1 100`,
  ]);
});

test("C25 a breach that was told is none once a wait was recorded late, and is not told again when it comes after all", async () => {
  const desk = await opened();
  desk.advance(11 * HOUR);
  await desk.role().sweep(never);
  await desk.send(A, "waitForCustomer", {}, BEGIN + 2 * HOUR);
  await desk.send(A, "resume", {}, BEGIN + 7 * HOUR);
  const clock = async () => {
    await desk.projector.catchUp();
    const rows = await desk.readModels.select(clocksTable, {});
    return rows.find(({ target }) => target === "firstResolution");
  };
  expect(await clock()).toMatchObject({
    state: "running",
    breachesAt: instant(BEGIN + 15 * HOUR),
  });
  desk.advance(5 * HOUR);
  await desk.role().sweep(never);
  await desk.send(A, "resolve", { code: "solved" });
  expect(await clock()).toMatchObject({
    state: "breached",
    breachedAt: instant(BEGIN + 15 * HOUR),
  });
  expect(toldIn(await desk.log())).toEqual([warned, breached]);
});

describe("the role at work", () => {
  /** A timer that goes off when the test says so. */
  async function running() {
    const desk = await opened();
    const stop = new AbortController();
    const asleep: { readonly ms: number; readonly wake: () => void }[] = [];
    const bus = memoryBus();
    const role = desk.role({
      bus,
      sleep: (ms, signal) =>
        new Promise((wake) => {
          asleep.push({ ms, wake });
          signal.addEventListener("abort", () => wake(), { once: true });
        }),
    });
    const run = role.run(stop.signal);
    const sleeps = async (count: number) => {
      await expect.poll(() => asleep.length, { interval: 1, timeout: 30_000 }).toBe(count);
      return asleep.at(-1)!;
    };
    onTestFinished(async () => {
      stop.abort();
      await run;
    });
    return { ...desk, publish: (events: readonly StoredEvent[]) => bus.publish(events), sleeps };
  }

  test("sleeps until the earliest deadline, a minute at the most, and tells it then", async () => {
    const desk = await running();
    const first = await desk.sleeps(1);
    expect(first.ms).toBe(60_000);
    desk.advance(8 * HOUR);
    first.wake();
    const second = await desk.sleeps(2);
    expect(second.ms).toBe(GRACE + 1);
    desk.advance(second.ms);
    second.wake();
    await desk.sleeps(3);
    expect(toldIn(await desk.log())).toEqual([warned]);
  });

  test("is woken by what is appended: it may bring an earlier deadline", async () => {
    const desk = await running();
    await desk.sleeps(1);
    const targets = { closure: instant(BEGIN + 10_000) };
    await desk.send(B, "open", { kind: "inquiry", channel: "email", targets });
    await desk.publish(await desk.store.readAll({ after: null, limit: 10 }));
    expect((await desk.sleeps(2)).ms).toBe(8_000 + GRACE + 1);
  });
});
