import { busContract, testContract } from "@docket/event-sourcing/contracts";
import { memoryEventStore, type Bus } from "@docket/event-sourcing";
import { readTail } from "./event-stream.ts";
import { natsLogReader } from "./log-reader.ts";
import { namesOf } from "./names.ts";
import { createPublisher } from "./publisher.ts";
import { backoff, useNats } from "./testing/desk.ts";

const nats = useNats();

/** The relay's publisher and a reader's subscription, as a bus. */
async function natsBus(desk: string): Promise<Bus> {
  const link = await nats.link();
  const names = namesOf(desk);
  const { sequence } = await readTail(link, names);
  const after = { id: null, position: null, sequence };
  const publisher = createPublisher({ link, names, epoch: "contract", after });
  const closed = new AbortController();
  const feed = { link, desk, backoff, onFailure: () => {} };
  const reading = {
    store: memoryEventStore(),
    patienceMs: 0,
    sleep: () => new Promise<void>(() => {}),
  };
  const { subscribe } = natsLogReader({ ...feed, ...reading }).bus;
  return {
    publish: (events) => publisher.publish(events),
    subscribe: (signal) => subscribe(AbortSignal.any([signal, closed.signal])),
    async close() {
      closed.abort();
      await link.close();
    },
  };
}

testContract("publisher and subscription keep the bus contract", busContract, () => {
  const desk = nats.newDesk();
  return () => natsBus(desk);
});
