import { memoryEventStore } from "@docket/event-sourcing";
import { setTimeout as sleep } from "node:timers/promises";
import { connectNats } from "../connection.ts";
import { natsRelay } from "../relay.ts";
import { appendSamples } from "./sample-log.ts";

/** A relay in a process of its own: URL, desk, and how many events there are. Each message appends up to a number. */
const [url = "", desk = "", count = "0"] = process.argv.slice(2);
const store = memoryEventStore();
let events = 0;

async function appendUpTo(end: number): Promise<void> {
  const from = events;
  events = end;
  await appendSamples(store, from, end);
}

await appendUpTo(Number(count));
process.on("message", (end: number) => void appendUpTo(end));
const link = await connectNats({ servers: [url], name: "relay-process", random: () => 0.5 });
let epoch = 0;
const outcome = await natsRelay(
  {
    link,
    store,
    desk,
    id: "stalled",
    newEpoch: () => `stalled-${(epoch += 1)}`,
    batch: 50,
    backoff: { first: 20, most: 200, random: () => 0.5, sleep: (ms) => sleep(ms) },
    onAlarm: () => {},
    onOffice: () => {},
    onPublished: () => {},
  },
  new AbortController().signal,
);
process.send?.(outcome);
await link.close();
process.disconnect?.();
