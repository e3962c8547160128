import { expect, test } from "vitest";
import { eventStoreContract, testContract } from "./contracts.ts";
import { memoryEventStore, memoryLog } from "./event-store.memory.ts";
import { appended, newStream, noon, sampleEvent } from "./event-store-samples.contract.ts";

testContract("the memory event store keeps the event store contract", eventStoreContract, () => {
  const log = memoryLog();
  return async () => memoryEventStore(log);
});

test("the memory event store refuses text in braces that is not JSON", async () => {
  const broken = sampleEvent({ data: "{not: json}" });
  const append = memoryEventStore().append(newStream(), "no-stream", [broken], noon);
  await expect(append).rejects.toMatchObject({ code: "INVALID_APPEND" });
});

test("what the memory event store returns cannot be changed", async () => {
  const store = memoryEventStore();
  const stream = newStream();
  await appended(store, stream, "no-stream", [sampleEvent()]);
  const [event] = await store.readStream(stream, { limit: 1 });
  expect(() => Object.assign(event ?? {}, { type: "Other" })).toThrow(TypeError);
});
