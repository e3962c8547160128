import { eventStoreContract, testContract } from "@docket/event-sourcing/contracts";
import { startDouble, type Double } from "@docket/eventstoredb-double";
import { afterAll } from "vitest";
import { openStore } from "./testing/open-store.ts";

const doubles: Double[] = [];
afterAll(async () => {
  for (const double of doubles) await double.stop();
});

testContract(
  "the EventStoreDB event store keeps the event store contract",
  eventStoreContract,
  () => {
    const double = startDouble();
    void double.then((started) => doubles.push(started));
    return async () => openStore((await double).url);
  },
);
