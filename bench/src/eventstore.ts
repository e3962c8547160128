import { memoryKeyStore } from "@docket/event-sourcing";
import { EventStoreDBClient } from "@eventstore/db-client";
import type { EventStore } from "@event-driven-io/emmett";
import { getEventStoreDBEventStore } from "@event-driven-io/emmett-esdb";
import { adapterAppend } from "./adapter-append.ts";
import { bareAppend } from "./bare-append.ts";
import { docketLives } from "./docket-append.ts";
import { emmettLives } from "./emmett-lives.ts";
import { eventStoreNode, type EventStoreNode } from "./event-store-node.ts";
import { figure, inTurn, type Figure } from "./measure.ts";
import { recordedLog, ticketStreams } from "./recorded.ts";

const ROUNDS = 3;
const APPENDS = [
  [1, 150],
  [64, 800],
  [256, 800],
] as const;
const COMMANDS = [
  [1, 120, 60, 2.5],
  [64, 800, 200, 3],
] as const;

/** EventStoreDB: appends through the adapter against the bare client, and whole commands against a peer. */
export async function eventStoreFigures(): Promise<readonly Figure[]> {
  const node = await eventStoreNode();
  try {
    return [...(await appends(node)), ...(await commands(node))];
  } finally {
    await node.stop();
  }
}

async function appends(node: EventStoreNode): Promise<readonly Figure[]> {
  const streams = ticketStreams(await recordedLog(800));
  const ours = async (tickets: number, atOnce: number) => {
    const store = await node.open(node.newName("adapter"));
    const rate = await adapterAppend(store, streams.slice(0, tickets), atOnce);
    await store.close();
    return rate;
  };
  const bare = (tickets: number, atOnce: number) => {
    const run = node.newName("bare");
    const some = streams.slice(0, tickets).map(
      ([name, events]) =>
        [
          `${run}-${name}`,
          events.map(({ id, type, data, metadata, recordedAt }) => ({
            id,
            type,
            data,
            metadata: recordedAt + metadata,
          })),
        ] as const,
    );
    return bareAppend(node.url, some, atOnce);
  };
  // Uncounted: what comes first would be measured while it is still being compiled.
  await ours(300, 64);
  await bare(300, 64);
  const figures: Figure[] = [];
  for (const [atOnce, tickets] of APPENDS) {
    const pair = await inTurn(
      ROUNDS,
      () => ours(tickets, atOnce),
      () => bare(tickets, atOnce),
    );
    const appending = {
      bench: `appends, ${atOnce} in flight`,
      unit: "events/s",
      against: "bare client",
      goal: 0.85,
    };
    figures.push(figure(appending, pair));
  }
  return figures;
}

async function commands(node: EventStoreNode): Promise<readonly Figure[]> {
  const ours = async (tickets: number, atOnce: number) => {
    const store = await node.open(node.newName("commands"));
    const rate = await docketLives({ store, keys: memoryKeyStore() }, tickets, atOnce);
    await store.close();
    return rate;
  };
  const theirs = async (tickets: number, atOnce: number) => {
    const client = EventStoreDBClient.connectionString(node.url);
    // Its types are a few versions behind those of the handler; what they call is the same.
    const store = getEventStoreDBEventStore(client) as EventStore;
    const rate = await emmettLives(store, node.newName("emmett"), tickets, atOnce);
    await client.dispose();
    return rate;
  };
  // Uncounted, as above.
  await ours(300, 64);
  await theirs(100, 64);
  const figures: Figure[] = [];
  for (const [atOnce, tickets, fewer, goal] of COMMANDS) {
    const pair = await inTurn(
      ROUNDS,
      () => ours(tickets, atOnce),
      () => theirs(fewer, atOnce),
    );
    const living = {
      bench: `node commands, ${atOnce} in flight`,
      unit: "commands/s",
      against: "emmett-esdb",
      goal,
    };
    figures.push(figure(living, pair));
  }
  return figures;
}
