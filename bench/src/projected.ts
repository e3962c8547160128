import { eventFormats } from "@docket/command-api";
import type { EventStore, KeyStore } from "@docket/event-sourcing";
import { connectNats, namesOf, natsLogReader } from "@docket/nats";
import { openReadModelStore } from "@docket/postgres";
import { createProjectorRole } from "@docket/projector";
import { analystTables, readersIn, type GroupName } from "@docket/read-models";
import { setImmediate as loopTurn, setTimeout as sleep } from "node:timers/promises";
import { deleteStream, makeStream } from "./bare-stream.ts";
import { backoff } from "./backoff.ts";
import { WAITING } from "./following.ts";
import { perSecond } from "./measure.ts";
import { relayAll } from "./relaying.ts";

/** No look into the store in between: everything comes by the feed. */
const PATIENCE_MS = 600_000;

/**
 * A projector that has stood still while everything was published: from its first batch to the head of the log, without what
 * it held already. Returns events per second.
 */
export async function projectedRate(
  ground: {
    readonly store: EventStore;
    readonly keys: KeyStore;
    readonly nats: string;
    readonly postgres: string;
    readonly events: number;
  },
  groups: readonly GroupName[],
  round: number,
): Promise<number> {
  const { store, keys, nats, postgres, events } = ground;
  const schema = `bench_${groups.join("_")}_${round}`;
  const desk = schema.replaceAll("_", "-");
  const { stream, events: subject } = namesOf(desk);
  await makeStream(nats, stream, `${subject}.>`);
  const views = { tables: analystTables, schema: `${schema}_views` };
  const readModels = await openReadModelStore({ url: postgres, schema, backoff, views });
  const link = await connectNats({ servers: [nats], name: "bench", random: Math.random });
  const head = await store.head();
  const done = new AbortController();
  const listening = Promise.withResolvers<void>();
  const relayed = Promise.withResolvers<void>();
  let [handed, held, start] = [0, 0, 0];

  const reader = natsLogReader({
    link,
    desk,
    backoff,
    patienceMs: PATIENCE_MS,
    sleep: (ms) => sleep(ms, undefined, { ref: false }),
    onFailure: (code) => done.abort(new Error(code)),
    // The log seems empty: all of it comes by the feed.
    store: { ...store, readAll: async () => [] },
  });
  const role = await createProjectorRole({
    groups,
    keys,
    readModels,
    store: {
      ...reader.store,
      async readAll(read) {
        // Asked for what comes after the last event: all before is folded, and about to be committed.
        if (read.after === head) done.abort();
        const page = await reader.store.readAll(read);
        handed += page.length;
        if (start === 0 && handed >= WAITING) [start, held] = [performance.now(), handed];
        return page;
      },
    },
    bus: {
      async *subscribe(signal) {
        for await (const batch of reader.bus.subscribe(signal)) {
          // It listens, and stands still until all is published.
          listening.resolve();
          await relayed.promise;
          yield batch;
        }
      },
    },
    formats: eventFormats,
    loopTurn,
    onParked: ({ stream: parked }) => done.abort(new Error(`${parked} was parked`)),
  });
  const projecting = role.run(done.signal);
  await listening.promise;
  await relayAll(nats, desk, store, events);
  relayed.resolve();
  await projecting;
  const rate = perSecond(events - held, start);
  const reached = await readModels.checkpoint(...readersIn(groups));
  await link.close();
  await readModels.close();
  await deleteStream(nats, stream, events);
  if (reached !== head) throw new Error("the projector did not reach the head of the log");
  return rate;
}
