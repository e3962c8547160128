import { isMissing, type Revision, type StreamName } from "@docket/event-sourcing";
import { BACKWARDS, END } from "@eventstore/db-client";
import type { SharedClient } from "./client.ts";
import type { Namespace } from "./namespace.ts";
import { readPage } from "./read.ts";
import type { Recorded } from "./stored-form.ts";

/**
 * Whether the node says that the stream's event at this revision is gone. That it does not have it says nothing: a follower
 * may not have it yet.
 * @throws StoreError
 */
export async function isRemoved(
  shared: SharedClient,
  namespace: Namespace,
  stream: StreamName,
  at: Revision,
): Promise<boolean> {
  const name = namespace.toNode(stream);
  try {
    const [next] = await readPage(shared, (client) =>
      client.readStream(name, { fromRevision: BigInt(at), maxCount: 1 }),
    );
    if (next !== undefined) return next.revision > BigInt(at);
    const [metadata] = await readPage(shared, (client) =>
      client.readStream(`$$${name}`, { direction: BACKWARDS, fromRevision: END, maxCount: 1 }),
    );
    // What was deleted softly is truncated before a revision above every other.
    return bound(metadata, "$tb") > at || bound(metadata, "$maxAge") > 0;
  } catch (error) {
    // The whole stream was ended for ever.
    if (isMissing(error)) return true;
    throw error;
  }
}

/** A number in a stream's metadata; 0 when it has none. */
function bound(metadata: Recorded | undefined, name: string): number {
  const read: unknown = metadata?.data;
  if (typeof read !== "object" || read === null) return 0;
  const value: unknown = new Map(Object.entries(read)).get(name);
  return typeof value === "number" ? value : 0;
}
