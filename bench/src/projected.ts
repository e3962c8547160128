import { eventFormats } from "@docket/command-api";
import type { EventStore, KeyStore } from "@docket/event-sourcing";
import { connectNats, natsSubscription } from "@docket/nats";
import { openReadModelStore } from "@docket/postgres";
import { createProjectorRole } from "@docket/projector";
import { allReaders, analystTables } from "@docket/read-models";
import { backoff } from "./docket-append.ts";

/** From no rows to the head of the log. Returns events per second. */
export async function projectedRate(
  ground: {
    readonly store: EventStore;
    readonly keys: KeyStore;
    readonly nats: string;
    readonly postgres: string;
    readonly desk: string;
    readonly events: number;
  },
  round: number,
): Promise<number> {
  const { store, keys, nats, postgres, desk, events } = ground;
  const schema = `bench_${round}`;
  const views = { tables: analystTables, schema: `${schema}_views` };
  const readModels = await openReadModelStore({ url: postgres, schema, backoff, views });
  const link = await connectNats({ servers: [nats], name: "bench", random: Math.random });
  const head = await store.head();
  const done = new AbortController();
  const role = await createProjectorRole({
    keys,
    readModels,
    store: {
      append: (...append) => store.append(...append),
      readStream: (...read) => store.readStream(...read),
      head: () => store.head(),
      changed: (...change) => store.changed(...change),
      close: () => store.close(),
      readAll(read) {
        // Asked for what comes after the last event: all before is committed.
        if (read.after === head) done.abort();
        return store.readAll(read);
      },
    },
    bus: natsSubscription({ link, desk, backoff, onFailure: () => {} }),
    formats: eventFormats,
    onParked: ({ stream }) => done.abort(new Error(`${stream} was parked`)),
  });
  const start = performance.now();
  await role.run(done.signal);
  const rate = (events * 1_000) / (performance.now() - start);
  const reached = await readModels.checkpoint(...allReaders);
  await link.close();
  await readModels.close();
  if (reached !== head) throw new Error("the projector did not reach the head of the log");
  return rate;
}
