import { position, type Position, type StoredEvent, type StreamName } from "@docket/event-sourcing";
import { BACKWARDS, END, START } from "@eventstore/db-client";
import type { SharedClient } from "./client.ts";
import type { Namespace } from "./namespace.ts";
import { readPage } from "./read.ts";
import { unavailable } from "./store-error.ts";
import { fromStored, placeOf, type Recorded } from "./stored-form.ts";

/** Where the log is looked at from: the node's own events and other namespaces are passed over. */
export interface View {
  readonly shared: SharedClient;
  readonly namespace: Namespace;
  /** No event of the namespace lies at this place or before it. */
  readonly since: Position | null;
}

/** The first and the most events that are looked at in one go for the last one of a namespace. */
const [FEW, MANY] = [1, 512];

/** The client's form of a place in the log. */
export const placeAt = (at: bigint | null) => (at === null ? START : { commit: at, prepare: at });

/** A page after a place; empty at the log's end only. The client cannot filter: what is not ours is passed over here. */
export async function readLog(
  view: View,
  after: Position | null,
  limit: number,
): Promise<readonly StoredEvent[]> {
  // A read begins with the event at its place; one more makes up for it.
  const maxCount = limit + 1;
  let from: bigint | null = later(after, view.since);
  for (;;) {
    const fromPosition = placeAt(from);
    const page = await readPage(view.shared, (client) =>
      client.readAll({ fromPosition, maxCount }),
    );
    const found = ours(view, page, from);
    if (found.length > 0) return found.slice(0, limit);
    const last = page.at(-1);
    if (last === undefined || page.length < maxCount) return [];
    from = placeOf(last);
  }
}

function ours(view: View, page: readonly Recorded[], from: bigint | null): StoredEvent[] {
  const found: StoredEvent[] = [];
  let before = -1n;
  for (const event of page) {
    const place = placeOf(event);
    if (place <= before) throw unavailable(new Error("The log did not come in its order."));
    before = place;
    if (from !== null && place <= from) continue;
    const stream = ownStream(view, event);
    if (stream !== undefined) found.push(fromStored(event, stream));
  }
  return found;
}

/** Undefined also for the node's own word that a stream of ours was ended for ever. */
const ownStream = ({ namespace }: View, { streamId, type }: Recorded): StreamName | undefined =>
  type.startsWith("$") ? undefined : namespace.fromNode(streamId);

/** The last event of the namespace, unless it is not after `known`. */
export async function lastEvent(view: View, known: bigint | null): Promise<StoredEvent | null> {
  const bound = later(known, view.since) ?? -1n;
  let from: bigint | typeof END = END;
  for (let maxCount = FEW; ; maxCount = MANY) {
    const fromPosition = from === END ? END : { commit: from, prepare: from };
    const page = await readPage(view.shared, (client) =>
      client.readAll({ direction: BACKWARDS, fromPosition, maxCount }),
    );
    for (const event of page) {
      if (placeOf(event) <= bound) return null;
      const stream = ownStream(view, event);
      if (stream !== undefined) return fromStored(event, stream);
    }
    const last = page.at(-1);
    if (last === undefined || page.length < maxCount) return null;
    from = placeOf(last);
  }
}

/** The place of the last event on the node, of whatever stream. */
export async function lastPlace(shared: SharedClient): Promise<Position | null> {
  const [last] = await readPage(shared, (client) =>
    client.readAll({ direction: BACKWARDS, fromPosition: END, maxCount: 1 }),
  );
  return last === undefined ? null : position(placeOf(last));
}

export const later = <Place extends bigint>(one: Place | null, other: Place | null): Place | null =>
  one === null || (other !== null && other > one) ? other : one;
