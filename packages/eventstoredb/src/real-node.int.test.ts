import type { Position } from "@docket/event-sourcing";
import { eventStoreContract, testContract } from "@docket/event-sourcing/contracts";
import { startDouble } from "@docket/eventstoredb-double";
import { randomUUID } from "node:crypto";
import { env } from "node:process";
import { afterAll, beforeAll } from "vitest";
import { endOfLog } from "./event-store.ts";
import { openStore } from "./testing/open-store.ts";

/** A node that cannot be emptied: `ESDB_URL`, or else a double that all checks share. */
const given = env["ESDB_URL"];
let url: string;
let stop = async () => {};

beforeAll(async () => {
  if (given !== undefined) {
    url = given;
    return;
  }
  const double = await startDouble();
  url = double.url;
  stop = () => double.stop();
});
afterAll(() => stop());

testContract(
  `the event store on ${given === undefined ? "a shared double" : "ESDB_URL"} keeps the event store contract`,
  eventStoreContract,
  () => {
    const namespace = `contract-${randomUUID()}`;
    let since: Position | null | undefined;
    return async () => {
      since ??= await endOfLog(url);
      return openStore(url, { namespace, since });
    };
  },
);
