import type { NodeClient } from "@docket/eventstoredb";
import type { StoredRecord } from "@docket/eventstoredb-double";
import type { ResolvedEvent } from "@eventstore/db-client";
import { EventEmitter } from "node:events";

/** What comes of a read or a subscription; silent once it has failed, ended or was cancelled. */
export class SimulatedReading extends EventEmitter {
  over = false;

  hear(record: StoredRecord): void {
    if (!this.over) this.emit("data", resolved(record));
  }
  give(records: readonly StoredRecord[]): void {
    for (const record of records) this.hear(record);
    this.end();
  }
  end(): void {
    if (!this.over) this.emit("end");
    this.over = true;
  }
  fail(error: Error): void {
    const heard = this.over;
    this.over = true;
    if (!heard) this.emit("error", error);
  }
  cancel(): Promise<void> {
    this.over = true;
    return Promise.resolve();
  }
  unsubscribe(): Promise<void> {
    return this.cancel();
  }
}

/** An event on its way to the node. */
export const proposed = ({
  id,
  type,
  data,
  metadata,
}: Parameters<NodeClient["appendToStream"]>[1][number]) => ({
  id,
  type,
  contentType: "application/octet-stream",
  data,
  metadata: metadata instanceof Uint8Array ? metadata : new Uint8Array(),
});

/** A record is read many times, and never changed. */
const known = new WeakMap<StoredRecord, ResolvedEvent>();

function resolved(record: StoredRecord): ResolvedEvent {
  const before = known.get(record);
  if (before !== undefined) return before;
  const { stream, id, type, revision, data, metadata, created } = record;
  const commit = BigInt(record.position);
  const event: ResolvedEvent = {
    event: {
      streamId: stream,
      id,
      type,
      revision: BigInt(revision),
      isJson: false,
      data: Buffer.from(data),
      metadata: Buffer.from(metadata),
      created: new Date(created),
      position: { commit, prepare: commit },
    },
  };
  known.set(record, event);
  return event;
}
