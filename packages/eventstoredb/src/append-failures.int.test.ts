import { eventId, type NewEvent } from "@docket/event-sourcing";
import { startDouble, type AppendFault, type Double } from "@docket/eventstoredb-double";
import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { EventStoreDb } from "./event-store.ts";
import { openStore, systemClock } from "./testing/open-store.ts";
import { readLog, sampleAppend, sampleEvent, settled } from "./testing/sample-appends.ts";

let double: Double;
let store: EventStoreDb;
beforeEach(async () => {
  double = await startDouble();
  store = openStore(double.url, { appendTimeoutMs: 1_000 });
});
afterEach(async () => {
  await store.close();
  await double.stop();
});

const faults: readonly AppendFault[] = [
  { kind: "stall" },
  { kind: "lose-answer" },
  { kind: "drop", written: true },
  { kind: "drop", written: false },
  { kind: "reject", code: 13, written: true },
  { kind: "reject", code: 13, written: false },
  { kind: "reject", code: 14, written: true },
];

describe("an append that was not answered", () => {
  test.each(faults)(
    "is unknown, and the same again settles it without a duplicate: %o",
    async (fault) => {
      await sampleAppend().to(store);
      const append = sampleAppend(3);
      double.faults.append(fault);
      expect(await append.to(store)).toMatchObject({ kind: "unknown" });
      expect(store.health()).toMatchObject({ unknownAppends: 1, connected: false });
      const outcome = await settled(() => append.to(store));
      const log = await readLog(store);
      const written = log.slice(1);
      expect(written.map(({ id }) => id)).toEqual(append.events.map(({ id }) => id));
      expect(outcome).toEqual({
        kind: "committed",
        repeated: true,
        first: 0,
        last: 2,
        position: written.at(-1)?.position,
        recordedAt: written.at(-1)?.recordedAt,
      });
      expect(store.health().connected).toBe(true);
    },
  );

  test("is answered for a store that asks after a restart of the node", async () => {
    const append = sampleAppend(2);
    double.faults.append({ kind: "lose-answer" });
    await append.to(store);
    await double.restart();
    const other = openStore(double.url);
    expect(await settled(() => append.to(other))).toMatchObject({ kind: "committed", last: 1 });
    expect(await readLog(other)).toHaveLength(2);
    await other.close();
  });

  test("leaves the others alone that are under way", async () => {
    await sampleAppend().to(store);
    double.faults.append({ kind: "stall" });
    const appends = Array.from({ length: 20 }, () => sampleAppend());
    const outcomes = await Promise.all(appends.map((append) => append.to(store)));
    expect(outcomes.map(({ kind }) => kind)).toEqual([
      "unknown",
      ...Array.from({ length: 19 }, () => "committed"),
    ]);
    expect(store.health().rebuiltClients).toBe(0);
  });
});

test("a client that hears nothing any more is made anew", async () => {
  await sampleAppend().to(store);
  const appends = Array.from({ length: 5 }, () => sampleAppend());
  double.faults.append({ kind: "lose-answer" }, 5);
  const outcomes = await Promise.all(appends.map((append) => append.to(store)));
  expect(outcomes.map(({ kind }) => kind)).toEqual(appends.map(() => "unknown"));
  for (const append of appends) await settled(() => append.to(store));
  expect(await readLog(store)).toHaveLength(6);
  expect(store.health().rebuiltClients).toBeGreaterThanOrEqual(1);
});

test("a node that hangs makes appends unknown, and is used again when it answers", async () => {
  await sampleAppend().to(store);
  double.faults.hang();
  const append = sampleAppend();
  expect(await append.to(store)).toMatchObject({ kind: "unknown" });
  double.faults.release();
  expect(await settled(() => append.to(store))).toMatchObject({ kind: "committed" });
  expect(await readLog(store)).toHaveLength(2);
});

describe("a node that is down at the start", () => {
  const connections = [
    (port: number) => `esdb://127.0.0.1:${port}?tls=false`,
    (port: number) =>
      `esdb+discover://127.0.0.1:${port}?tls=false&maxDiscoverAttempts=1&discoveryInterval=1`,
  ];
  test.each(connections)("is used when it comes up: %s", async (connection) => {
    double.down();
    const early = openStore(connection(double.port), { appendTimeoutMs: 1_000 });
    const append = sampleAppend();
    expect(await append.to(early)).toMatchObject({ kind: "unknown" });
    await expect(early.readAll({ after: null, limit: 1 })).rejects.toMatchObject({
      code: "STORE_UNAVAILABLE",
    });
    await double.restart();
    expect(await settled(() => append.to(early))).toMatchObject({ kind: "committed" });
    expect(await early.head()).not.toBeNull();
    await early.close();
  });
});

test("what no store takes never reaches the client, which stays of use", async () => {
  const broken: readonly Partial<NewEvent>[] = [
    { id: eventId("no-uuid") },
    { id: eventId("01KAR8T4QZ6V3M9XW2E5B7C1DF") },
    { type: "" },
  ];
  for (const changes of broken) {
    const events = [{ ...sampleEvent(), ...changes }];
    const append = store.append(
      `sample-${randomUUID()}` as never,
      "no-stream",
      events,
      systemClock(),
    );
    await expect(append).rejects.toMatchObject({ code: "INVALID_APPEND" });
  }
  expect(await sampleAppend().to(store)).toMatchObject({ kind: "committed" });
  expect(await readLog(store)).toHaveLength(1);
});

test("a store whose clock is an hour behind the node's is served, and says so", async () => {
  const later = await startDouble({ now: () => new Date().getTime() + 3_600_000 });
  const slow = openStore(later.url);
  expect(await sampleAppend().to(slow)).toMatchObject({ kind: "committed" });
  await expect.poll(() => slow.health().clockOffsetMs).toBeGreaterThan(3_590_000);
  await slow.close();
  await later.stop();
});
