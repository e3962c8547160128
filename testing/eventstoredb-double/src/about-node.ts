import features from "@eventstore/db-client/generated/serverfeatures_pb.js";
import gossip from "@eventstore/db-client/generated/gossip_pb.js";
import shared from "@eventstore/db-client/generated/shared_pb.js";
import type { handleUnaryCall } from "@grpc/grpc-js";
import type { Node } from "./node.ts";

/** The version whose rules are kept here. */
const VERSION = "23.10.6";
const STREAMS = "event_store.client.streams.Streams";
const LEADER = 8;

/** What the client may call: it batches appends only because it finds `batchappend` here. */
export const supportedMethodsService =
  (node: Node): handleUnaryCall<shared.Empty, features.SupportedMethods> =>
  (_, callback) => {
    const methods = ["append", "batchappend", "read", "delete", "tombstone"].map((name) => {
      const method = new features.SupportedMethod();
      method.setServiceName(STREAMS.toLowerCase());
      method.setMethodName(name);
      return method;
    });
    const response = new features.SupportedMethods();
    response.setEventStoreServerVersion(VERSION);
    response.setMethodsList(methods);
    void answered(node).then(() => callback(null, response));
  };

/** The members of a cluster of one. */
export const gossipService =
  (
    node: Node,
    endpoint: () => { readonly host: string; readonly port: number },
  ): handleUnaryCall<shared.Empty, gossip.ClusterInfo> =>
  (_, callback) => {
    const { host, port } = endpoint();
    const place = new gossip.EndPoint();
    place.setAddress(host);
    place.setPort(port);
    const id = new shared.UUID();
    id.setString(crypto.randomUUID());
    const member = new gossip.MemberInfo();
    member.setInstanceId(id);
    member.setTimeStamp(String(BigInt(Date.now()) * 10_000n));
    member.setState(LEADER);
    member.setIsAlive(true);
    member.setHttpEndPoint(place);
    const response = new gossip.ClusterInfo();
    response.setMembersList([member]);
    void answered(node).then(() => callback(null, response));
  };

const answered = async (node: Node): Promise<void> => node.plan.answering();
