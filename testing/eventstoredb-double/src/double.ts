import { GossipService } from "@eventstore/db-client/generated/gossip_grpc_pb.js";
import { ServerFeaturesService } from "@eventstore/db-client/generated/serverfeatures_grpc_pb.js";
import { StreamsService } from "@eventstore/db-client/generated/streams_grpc_pb.js";
import { Server, ServerCredentials } from "@grpc/grpc-js";
import { once } from "node:events";
import { createServer, type Socket } from "node:net";
import { gossipService, supportedMethodsService } from "./about-node.ts";
import { appendService } from "./append.ts";
import { batchAppendService } from "./batch-append.ts";
import { deleteService, tombstoneService } from "./delete.ts";
import { faultPlan, type Faults } from "./faults.ts";
import { noFile, openLogFile } from "./log-file.ts";
import { NodeLog } from "./node-log.ts";
import type { Node } from "./node.ts";
import { readService } from "./read.ts";

export interface DoubleOptions {
  /** 0 or nothing: any that is free. */
  readonly port?: number;
  /** Where the log outlives the process; nothing: in memory. */
  readonly file?: string;
  /** The node's clock in milliseconds; nothing: that of the machine. */
  readonly now?: () => number;
  /** PEM texts; nothing: no TLS. */
  readonly tls?: { readonly key: string; readonly certificate: string };
}

export interface Double {
  /** A connection string for the client. */
  readonly url: string;
  readonly port: number;
  readonly faults: Faults;
  /** Breaks all connections and forgets what a node has in memory alone, as a kill does; the log stays. */
  restart(): Promise<void>;
  /** Refuses connections until `restart`. */
  down(): void;
  stop(): Promise<void>;
}

const HOST = "127.0.0.1";
const MAX_MESSAGE_BYTES = 17 * 1024 * 1024;

/** A double of an EventStoreDB node for tests and the local stack: its protocol over a real socket on the loopback, its rules, its vices on demand. */
export async function startDouble(options: DoubleOptions = {}): Promise<Double> {
  const file = options.file === undefined ? noFile : openLogFile(options.file);
  const now = options.now ?? Date.now;
  const log = new NodeLog(now, file.saved, file.save);
  const plan = faultPlan();
  const credentials = credentialsOf(options);
  let listening: Listening | undefined;
  let port = options.port ?? 0;

  const node: Node = { log, plan, now, drop: () => void listen() };

  async function listen(): Promise<void> {
    listening?.cut();
    const server = serverOf(node, () => ({ host: HOST, port }));
    listening = await listeningOn(port, server, credentials);
    port = listening.port;
  }

  await listen();
  return {
    url: `esdb://${HOST}:${port}?tls=${options.tls !== undefined}`,
    port,
    faults: { ...plan.faults, dropConnections: listen },
    async restart() {
      log.forget();
      await listen();
    },
    down: () => listening?.cut(),
    async stop() {
      plan.faults.release();
      listening?.cut();
      file.close();
    },
  };
}

function serverOf(node: Node, endpoint: () => { host: string; port: number }): Server {
  const server = new Server({
    "grpc.max_receive_message_length": MAX_MESSAGE_BYTES,
    "grpc.max_send_message_length": MAX_MESSAGE_BYTES,
  });
  server.addService(StreamsService, {
    append: appendService(node),
    batchAppend: batchAppendService(node),
    read: readService(node),
    delete: deleteService(node),
    tombstone: tombstoneService(node),
  });
  server.addService(ServerFeaturesService, { getSupportedMethods: supportedMethodsService(node) });
  server.addService(GossipService, { read: gossipService(node, endpoint) });
  return server;
}

const credentialsOf = ({ tls }: DoubleOptions): ServerCredentials =>
  tls === undefined
    ? ServerCredentials.createInsecure()
    : ServerCredentials.createSsl(null, [
        { private_key: Buffer.from(tls.key), cert_chain: Buffer.from(tls.certificate) },
      ]);

interface Listening {
  readonly port: number;
  /** Breaks all connections and takes no more, as the end of a node does: a server that shuts down cancels its calls. */
  cut(): void;
}

async function listeningOn(
  port: number,
  server: Server,
  credentials: ServerCredentials,
): Promise<Listening> {
  const injector = server.createConnectionInjector(credentials);
  const sockets = new Set<Socket>();
  const listener = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    injector.injectConnection(socket);
  });
  listener.listen(port, HOST);
  await once(listener, "listening");
  const address = listener.address();
  if (address === null || typeof address === "string") throw new Error("It has no port.");
  return {
    port: address.port,
    cut() {
      listener.close();
      for (const socket of sockets) socket.destroy();
      server.forceShutdown();
    },
  };
}
