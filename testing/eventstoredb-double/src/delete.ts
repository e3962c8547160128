import streams from "@eventstore/db-client/generated/streams_pb.js";
import type { handleUnaryCall } from "@grpc/grpc-js";
import { expectedOf, nameOf } from "./messages.ts";
import type { Node } from "./node.ts";
import { refusedDelete } from "./statuses.ts";

/** Hides a stream's events; it goes on numbering. */
export const deleteService =
  (node: Node): handleUnaryCall<streams.DeleteReq, streams.DeleteResp> =>
  (call, callback) => {
    const options = call.request.getOptions();
    const [stream, expected] = [nameOf(options?.getStreamIdentifier()), expectedOf(options)];
    const outcome = node.log.delete(stream, expected);
    if (outcome.kind !== "success") return callback(refusedDelete(stream, expected, outcome));
    const place = new streams.DeleteResp.Position();
    place.setCommitPosition(String(outcome.position));
    place.setPreparePosition(String(outcome.position));
    const response = new streams.DeleteResp();
    response.setPosition(place);
    callback(null, response);
  };

/** Ends a stream for ever. */
export const tombstoneService =
  (node: Node): handleUnaryCall<streams.TombstoneReq, streams.TombstoneResp> =>
  (call, callback) => {
    const options = call.request.getOptions();
    const [stream, expected] = [nameOf(options?.getStreamIdentifier()), expectedOf(options)];
    const outcome = node.log.tombstone(stream, expected);
    if (outcome.kind !== "success") return callback(refusedDelete(stream, expected, outcome));
    const place = new streams.TombstoneResp.Position();
    place.setCommitPosition(String(outcome.position));
    place.setPreparePosition(String(outcome.position));
    const response = new streams.TombstoneResp();
    response.setPosition(place);
    callback(null, response);
  };
