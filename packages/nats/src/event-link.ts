import type { ConsumerConfig, JetStreamOptions, JsMsg, Msg, MsgHdrs, StreamConfig } from "nats";
import type { NatsLink } from "./connection.ts";

/** What relay and readers use of a connection, so that the servers can be simulated. */
export interface EventLink extends Omit<NatsLink, "connection"> {
  readonly connection: EventConnection;
}

export type HeardMessage = Pick<Msg, "string" | "respond">;
export type StreamMessage = Pick<JsMsg, "seq" | "data" | "ack">;

export interface EventConnection {
  publish(subject: string, data: Uint8Array | string, options?: { headers?: MsgHdrs }): void;
  request(
    subject: string,
    data: Uint8Array | string,
    options: { timeout: number; headers?: MsgHdrs },
  ): Promise<Pick<Msg, "string">>;
  subscribe(
    subject: string,
    options: { callback: (error: Error | null, message: HeardMessage) => void },
  ): { unsubscribe(): void };
  isClosed(): boolean;
  closed(): Promise<unknown>;
  jetstreamManager(options: JetStreamOptions): Promise<StreamManager>;
  jetstream(options: JetStreamOptions): {
    readonly consumers: {
      get(
        stream: string,
        name: string,
      ): Promise<{ consume(options: ConsumeOptions): Promise<Consuming> }>;
    };
  };
}

export interface StreamManager {
  readonly streams: {
    add(config: Partial<StreamConfig>): Promise<unknown>;
    info(stream: string): Promise<{
      readonly state: {
        readonly first_seq: number;
        readonly last_seq: number;
        readonly messages: number;
      };
    }>;
    getMessage(
      stream: string,
      query: { seq: number },
    ): Promise<{ readonly header: Pick<MsgHdrs, "get">; readonly data: Uint8Array }>;
  };
  readonly consumers: {
    add(stream: string, config: Partial<ConsumerConfig>): Promise<{ readonly name: string }>;
  };
}

export interface ConsumeOptions {
  max_messages: number;
  expires: number;
  abort_on_missing_resource: boolean;
  callback: (message: StreamMessage) => void;
}

export interface Consuming {
  closed(): Promise<unknown>;
  stop(): void;
}
