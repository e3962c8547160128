import {
  isMissing,
  type ReadStreamOptions,
  type StoredEvent,
  type StreamName,
} from "@docket/event-sourcing";
import { BACKWARDS, END, FORWARDS, START } from "@eventstore/db-client";
import type { Namespace } from "./namespace.ts";
import type { SharedClient } from "./client.ts";
import { readPage } from "./read.ts";
import { unavailable } from "./store-error.ts";
import { fromStored, type Recorded } from "./stored-form.ts";

/** A stream that somebody ended on the node for ever has no events, as one that was deleted. */
function nothingWhenEnded(error: unknown): readonly Recorded[] {
  if (isMissing(error)) return [];
  throw error;
}

export async function readStream(
  shared: SharedClient,
  namespace: Namespace,
  stream: StreamName,
  { direction, from, limit }: ReadStreamOptions,
): Promise<readonly StoredEvent[]> {
  const backwards = direction === "backwards";
  const page = await readPage(shared, (client) =>
    client.readStream(namespace.toNode(stream), {
      direction: backwards ? BACKWARDS : FORWARDS,
      fromRevision: from === undefined ? (backwards ? END : START) : BigInt(from),
      maxCount: limit,
    }),
  ).catch(nothingWhenEnded);
  const events = page.map((event) => fromStored(event, stream));
  const step = backwards ? -1 : 1;
  const inOrder = events.every(
    ({ revision }, index) => index === 0 || revision === (events[index - 1]?.revision ?? 0) + step,
  );
  if (!inOrder) throw unavailable(new Error("A stream did not come in its order."));
  return events;
}
