import { EventStoreDBClient, NO_STREAM } from "@eventstore/db-client";
import { inFlight } from "./in-flight.ts";
import { rateOf } from "./measure.ts";

/** An event as it is to lie in the node. */
export interface BareEvent {
  readonly id: string;
  readonly type: string;
  readonly data: string;
  readonly metadata: string;
}

const encoder = new TextEncoder();

/**
 * The limit of the same client: each stream's events appended one after another with explicit revisions, and nothing
 * else. It begins with texts, as the adapter does. Returns events per second.
 */
export async function bareAppend(
  url: string,
  streams: readonly (readonly [name: string, events: readonly BareEvent[]])[],
  atOnce: number,
): Promise<number> {
  const client = EventStoreDBClient.connectionString(url);
  const count = streams.reduce((sum, [, events]) => sum + events.length, 0);
  // The connection is not what is measured, on either side.
  for await (const _ of client.readAll({ maxCount: 1 }));
  const rate = await rateOf(count, () =>
    inFlight(streams.length, atOnce, async (index) => {
      const [name, events] = streams[index] ?? ["", []];
      for (const [revision, { id, type, data, metadata }] of events.entries()) {
        const event = {
          id,
          type,
          contentType: "application/octet-stream" as const,
          data: encoder.encode(data),
          metadata: encoder.encode(metadata),
        };
        const expectedRevision = revision === 0 ? NO_STREAM : BigInt(revision - 1);
        await client.appendToStream(name, event, { expectedRevision });
      }
    }),
  );
  await client.dispose();
  return rate;
}
