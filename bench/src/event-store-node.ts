import { systemClock } from "@docket/command-api";
import { endOfLog, openEventStore, type EventStoreDb } from "@docket/eventstoredb";
import { spawnDouble } from "@docket/eventstoredb-double";
import { backoff } from "./backoff.ts";

/** An EventStoreDB to measure on. */
export interface EventStoreNode {
  readonly url: string;
  /** A name that no other run of streams on this node has. */
  readonly newName: (what: string) => string;
  /** A store of its own on the node, empty at first. */
  readonly open: (name: string) => Promise<EventStoreDb>;
  readonly stop: () => Promise<void>;
}

/** The one that `ESDB_URL` names, or else the double in a process of its own. */
export async function eventStoreNode(): Promise<EventStoreNode> {
  const given = process.env["ESDB_URL"];
  const double = given === undefined ? await spawnDouble({}) : undefined;
  const url = double?.url ?? given ?? "";
  const run = Date.now().toString(36);
  let names = 0;
  return {
    url,
    newName: (what) => `bench-${run}-${what}-${(names += 1)}`,
    async open(namespace) {
      const since = await endOfLog(url);
      return openEventStore({ url, namespace, since, clock: systemClock(), backoff });
    },
    async stop() {
      await double?.stop();
    },
  };
}
