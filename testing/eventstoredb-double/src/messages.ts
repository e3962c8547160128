import shared from "@eventstore/db-client/generated/shared_pb.js";
import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { ProposedEvent, StoredRecord } from "./events.ts";
import type { Expected } from "./node-log.ts";

/** `created` travels in ticks of 100 ns. */
const TICKS_PER_MILLISECOND = 10_000n;
/** The revision of a tombstone. */
const LAST_REVISION = "9223372036854775807";

export const nameOf = (identifier: shared.StreamIdentifier | undefined): string =>
  Buffer.from(identifier?.getStreamName_asU8() ?? []).toString();

function identifierOf(name: string): shared.StreamIdentifier {
  const identifier = new shared.StreamIdentifier();
  identifier.setStreamName(Buffer.from(name));
  return identifier;
}

/** The four expectations, as each request writes them. */
export function expectedOf(
  options:
    | {
        hasAny(): boolean;
        hasNoStream(): boolean;
        hasStreamExists(): boolean;
        getRevision(): string;
      }
    | undefined,
): Expected {
  if (options === undefined || options.hasAny()) return "any";
  if (options.hasNoStream()) return "no-stream";
  return options.hasStreamExists() ? "stream-exists" : Number(options.getRevision());
}

export function proposedOf(message: streams.AppendReq.ProposedMessage): ProposedEvent {
  const metadata = message.getMetadataMap();
  return {
    id: uuidOf(message.getId()),
    type: metadata.get("type") ?? "",
    contentType: metadata.get("content-type") ?? "application/octet-stream",
    data: message.getData_asU8(),
    metadata: message.getCustomMetadata_asU8(),
  };
}

/** What an event counts towards the most bytes of an append: its data alone. */
export const sizeOf = ({ data }: ProposedEvent): number => data.length;

export function uuidOf(id: shared.UUID | undefined): string {
  const structured = id?.getStructured();
  if (structured === undefined) return id?.getString() ?? "";
  const bytes = Buffer.alloc(16);
  bytes.writeBigInt64BE(BigInt(structured.getMostSignificantBits()), 0);
  bytes.writeBigInt64BE(BigInt(structured.getLeastSignificantBits()), 8);
  const hex = bytes.toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** An event on its way to a reader. */
export function eventMessage(record: StoredRecord): streams.ReadResp;
/** What the event `link` points to, if it is there. */
export function eventMessage(
  record: StoredRecord | undefined,
  link: StoredRecord,
): streams.ReadResp;
export function eventMessage(
  record: StoredRecord | undefined,
  link?: StoredRecord,
): streams.ReadResp {
  const event = new streams.ReadResp.ReadEvent();
  if (record !== undefined) event.setEvent(recordedMessage(record));
  if (link !== undefined) event.setLink(recordedMessage(link));
  event.setCommitPosition(String((link ?? record)?.position));
  const response = new streams.ReadResp();
  response.setEvent(event);
  return response;
}

function recordedMessage(record: StoredRecord): streams.ReadResp.ReadEvent.RecordedEvent {
  const message = new streams.ReadResp.ReadEvent.RecordedEvent();
  const id = new shared.UUID();
  id.setString(record.id);
  const tombstone = record.type === "$streamDeleted";
  message.setId(id);
  message.setStreamIdentifier(identifierOf(record.stream));
  message.setStreamRevision(tombstone ? LAST_REVISION : String(record.revision));
  message.setCommitPosition(String(record.position));
  message.setPreparePosition(String(record.position));
  message.setData(record.data);
  message.setCustomMetadata(record.metadata);
  const created = BigInt(record.created) * TICKS_PER_MILLISECOND;
  message
    .getMetadataMap()
    .set("type", record.type)
    .set("content-type", record.contentType)
    .set("created", String(created));
  return message;
}

export function confirmationMessage(): streams.ReadResp {
  const confirmation = new streams.ReadResp.SubscriptionConfirmation();
  confirmation.setSubscriptionId(crypto.randomUUID());
  const response = new streams.ReadResp();
  response.setConfirmation(confirmation);
  return response;
}

export function caughtUpMessage(): streams.ReadResp {
  const response = new streams.ReadResp();
  response.setCaughtUp(new streams.ReadResp.CaughtUp());
  return response;
}

export function checkpointMessage(position: number): streams.ReadResp {
  const checkpoint = new streams.ReadResp.Checkpoint();
  checkpoint.setCommitPosition(String(position));
  checkpoint.setPreparePosition(String(position));
  const response = new streams.ReadResp();
  response.setCheckpoint(checkpoint);
  return response;
}

export function notFoundMessage(stream: string): streams.ReadResp {
  const notFound = new streams.ReadResp.StreamNotFound();
  notFound.setStreamIdentifier(identifierOf(stream));
  const response = new streams.ReadResp();
  response.setStreamNotFound(notFound);
  return response;
}
