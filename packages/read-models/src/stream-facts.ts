import {
  createCodec,
  streamPages,
  type EventFormat,
  type EventStore,
  type StoredEvent,
} from "@docket/event-sourcing";
import type { TicketEvent } from "@docket/schemas";
import type { Fact } from "@docket/service-levels";
import { ticketStream } from "@docket/ticket";
import { factOf } from "./facts.ts";

/** A ticket's facts from its stream, each with the event that told it. No fact is personal: no key is needed to read them. */
export async function* factsOfStream(
  store: Pick<EventStore, "readStream">,
  formats: ReadonlyMap<string, EventFormat>,
  ticketId: string,
): AsyncGenerator<{ readonly fact: Fact; readonly event: StoredEvent }> {
  const codec = createCodec<TicketEvent>(formats).reading({});
  for await (const page of streamPages(store, ticketStream(ticketId))) {
    for (const event of page) {
      const fact = factOf(codec.decode(event, new Map()));
      if (fact !== undefined) yield { fact, event };
    }
  }
}
