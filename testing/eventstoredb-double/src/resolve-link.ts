import type streams from "@eventstore/db-client/generated/streams_pb.js";
import { eventMessage } from "./messages.ts";
import type { StoredRecord } from "./events.ts";
import type { NodeLog } from "./node-log.ts";

/** An event of type `$>` names another as `revision@stream`: who asks for it gets that one, or none when it is not there. */
export function messageOf(
  log: NodeLog,
  record: StoredRecord,
  resolving: boolean,
): streams.ReadResp {
  if (!resolving || record.type !== "$>") return eventMessage(record);
  const [revision = "", ...name] = Buffer.from(record.data).toString().split("@");
  if (!/^\d+$/.test(revision)) return eventMessage(record);
  const target = log.readable(name.join("@"));
  const isThere = typeof target !== "string" && Number(revision) >= target.first;
  return eventMessage(isThere ? target.records[Number(revision)] : undefined, record);
}
