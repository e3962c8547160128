import {
  derivedUuid,
  instant,
  memoryEventStore,
  revision,
  streamName,
  type EventStore,
  type Position,
} from "@docket/event-sourcing";
import { expect, test } from "vitest";
import { sharedLog } from "./shared-log.ts";

/** A log of so many events, with what was asked of it; each read fails while there is a failure. */
async function countedLog(events: number) {
  const store = memoryEventStore();
  const append = async (index: number) => {
    const event = { id: derivedUuid(String(index)), type: "noted", data: "{}", metadata: "{}" };
    const expected = index === 0 ? "no-stream" : revision(index - 1);
    await store.append(streamName("ticket", "T"), expected, [event], instant(0));
  };
  for (let index = 0; index < events; index += 1) await append(index);
  const counted = {
    append,
    reads: 0,
    failure: undefined as Error | undefined,
    log: {} as EventStore,
  };
  counted.log = sharedLog({
    ...store,
    async readAll(options) {
      counted.reads += 1;
      if (counted.failure !== undefined) throw counted.failure;
      return store.readAll(options);
    },
  });
  return counted;
}

const revisions = async (log: EventStore, after: Position | null = null, limit = 1) =>
  (await log.readAll({ after, limit })).map((event) => Number(event.revision));

test("a page is read once for all who follow in step, and again when many others came between", async () => {
  const counted = await countedLog(20);
  const { log } = counted;
  expect(await Promise.all([revisions(log), revisions(log)])).toEqual([[0], [0]]);
  expect(await revisions(log)).toEqual([0]);
  expect(counted.reads).toBe(1);
  for (const { position } of await log.readAll({ after: null, limit: 20 }))
    await revisions(log, position);
  const before = counted.reads;
  await revisions(log);
  expect(counted.reads).toBe(before + 1);
});

test("a page that could not be read is read again", async () => {
  const counted = await countedLog(1);
  counted.failure = new Error("the connection was lost");
  await expect(revisions(counted.log)).rejects.toThrow("the connection was lost");
  counted.failure = undefined;
  expect(await revisions(counted.log)).toEqual([0]);
});

test("the end of the log is looked for again", async () => {
  const counted = await countedLog(0);
  expect(await revisions(counted.log)).toEqual([]);
  await counted.append(0);
  expect(await revisions(counted.log)).toEqual([0]);
});
