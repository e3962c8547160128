import { memoryEventStore } from "@docket/event-sourcing";
import { startNats } from "@docket/local-servers";
import { namesOf } from "@docket/nats";
import { barePublish, deleteStream, readMessages } from "./bare-stream.ts";
import { figure, inTurn, type Figure } from "./measure.ts";
import { recordedLog } from "./recorded.ts";
import { relayAll } from "./relaying.ts";

const TICKETS = 2_500;
const ROUNDS = 3;

/** From a log in memory to JetStream, against publishing the same bytes bare. */
export async function relayFigures(folder: string): Promise<readonly Figure[]> {
  const nats = await startNats({ folder });
  try {
    const log = await recordedLog(TICKETS);
    const store = memoryEventStore(log);
    const events = log.all.length;
    const relaying = (desk: string) => relayAll(nats.url, desk, store, events);
    const streamOf = (desk: string) => namesOf(desk).stream;

    // Uncounted, and what it wrote is what the bare side publishes.
    await relaying("warm-up");
    const messages = await readMessages(nats.url, streamOf("warm-up"));
    await deleteStream(nats.url, streamOf("warm-up"), events);
    await barePublish(nats.url, "bare-warm-up", messages);

    const pair = await inTurn(
      ROUNDS,
      async (round) => {
        const desk = `relay-${round}`;
        const rated = await relaying(desk);
        await deleteStream(nats.url, streamOf(desk), events);
        return rated;
      },
      (round) => barePublish(nats.url, `bare-${round}`, messages),
    );
    const relayed = { bench: "relay", unit: "events/s", against: "bare publishing", goal: 0.8 };
    return [figure(relayed, pair)];
  } finally {
    await nats.stop();
  }
}
