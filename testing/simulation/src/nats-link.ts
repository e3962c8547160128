import type { ConsumeOptions, EventConnection, EventLink, StreamManager } from "@docket/nats";
import { NatsError, type MsgHdrs } from "nats";
import type { Kept } from "./jetstream.ts";
import type { Consumer, Reached } from "./nats-reached.ts";
import type { Process } from "./process.ts";
import { channel } from "./wire.ts";
import type { World } from "./world.ts";

/** A connection, as the server sees it. */
export interface Joined {
  readonly process: Process;
  readonly link: EventLink;
  disconnected(): void;
  reconnect(): void;
}

const API_TIMEOUT_MS = 2_000;
const RECONNECT_MS = 500;
const GONE_MS = 2_000;
const [STREAM_NOT_FOUND, NO_MESSAGE, CONSUMER_NOT_FOUND] = [10059, 10037, 10014];

export function natsLink(world: World, server: Reached, process: Process): Joined {
  const { time, dice, faults, trace } = world;
  const [toServer, fromServer] = [channel(world, undefined), channel(world, process)];
  const reconnected = new Set<() => void>();
  let connected = true;
  let consumers = 0;
  const asked = new Map<string, Consumer>();

  /** What is on its way when the server goes down is lost, both ways. */
  const send = (arrives: () => void) => {
    const life = server.life();
    if (connected) toServer(() => (server.up() && life === server.life() ? arrives() : undefined));
  };
  const answer = (arrives: () => void) => {
    const life = server.life();
    fromServer(() => (life === server.life() ? arrives() : undefined));
  };

  /** Asks the server, and waits no longer than that. */
  function request<Answer>(
    timeout: number,
    serve: (resolve: (answer: Answer) => void, reject: (error: Error) => void) => void,
  ): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new NatsError("TIMEOUT", "TIMEOUT")), timeout);
      const settling =
        <Value>(settle: (value: Value) => void) =>
        (value: Value) =>
          answer(() => {
            clearTimeout(late);
            settle(value);
          });
      send(() => serve(settling(resolve), settling(reject)));
    });
  }

  function publishing(subject: string, data: Uint8Array, header?: MsgHdrs): string | undefined {
    const receipt = server.publish(subject, data, header);
    if (receipt === undefined) return undefined;
    trace(process.name, "publish", subject, JSON.stringify(receipt));
    return JSON.stringify(receipt);
  }

  const connection: EventConnection = {
    publish(subject, data, options) {
      const bytes = typeof data === "string" ? Buffer.from(data) : data;
      send(() => {
        if (publishing(subject, bytes, options?.headers) !== undefined) return;
        for (const one of server.listeners(subject)) one.hear(textOf(bytes), () => {});
      });
    },
    request(subject, data, { timeout, headers }) {
      const bytes = typeof data === "string" ? Buffer.from(data) : data;
      return request(timeout, (resolve, reject) => {
        const receipt = publishing(subject, bytes, headers);
        if (receipt !== undefined) {
          const stored = receipt.startsWith('{"seq"');
          if (stored && faults.strikes("crash after publish, before its answer")) {
            return world.crash(process);
          }
          return resolve({ string: () => receipt });
        }
        const listeners = server.listeners(subject);
        if (listeners.length === 0) return reject(new NatsError("503", "503"));
        for (const one of listeners) {
          one.hear(textOf(bytes), (text) => resolve({ string: () => text }));
        }
      });
    },
    subscribe(subject, { callback }) {
      const unsubscribe = server.hears(subject, {
        process,
        hear: (text, respond) =>
          answer(() =>
            callback(null, {
              string: () => text,
              respond: (data) => {
                send(() => respond(typeof data === "string" ? data : textOf(data ?? EMPTY)));
                return true;
              },
            }),
          ),
      });
      return { unsubscribe };
    },
    isClosed: () => false,
    closed: () => new Promise(() => {}),
    jetstreamManager: () => Promise.resolve(manager),
    jetstream: () => ({
      consumers: {
        get: (_stream, name) =>
          Promise.resolve({ consume: (options) => Promise.resolve(consume(name, options)) }),
      },
    }),
  };

  const manager: StreamManager = {
    streams: {
      add: () =>
        request(API_TIMEOUT_MS, (resolve) => {
          server.createStream();
          resolve({});
        }),
      info: () =>
        request(API_TIMEOUT_MS, (resolve, reject) => {
          const stream = server.stream();
          if (stream === undefined) return reject(apiError(404, STREAM_NOT_FOUND));
          const [first, last, messages] = [stream.first(), stream.last(), stream.messages.length];
          resolve({ state: { first_seq: first, last_seq: last, messages } });
        }),
      getMessage: (_stream, { seq }) =>
        request(API_TIMEOUT_MS, (resolve, reject) => {
          const stream = server.stream();
          const found = stream?.messages[seq - stream.first()];
          if (found === undefined) return reject(apiError(404, NO_MESSAGE));
          const header = { get: (name: string) => found.header?.get(name) ?? "" };
          resolve({ header, data: found.data });
        }),
    },
    consumers: {
      add: (_stream, { max_ack_pending: mostPending = 1_000 }) =>
        request(API_TIMEOUT_MS, (resolve, reject) => {
          const stream = server.stream();
          if (stream === undefined) return reject(apiError(404, STREAM_NOT_FOUND));
          consumers += 1;
          const name = `${process.name}-${consumers}`;
          const next = Math.max(stream.first(), stream.last());
          const consumer = {
            process,
            stream,
            mostPending,
            next,
            late: [],
            acknowledged: next - 1,
            deliver: () => {},
            gone: () => {},
          };
          asked.set(name, consumer);
          resolve({ name });
        }),
    },
  };

  function consume(name: string, { callback }: ConsumeOptions) {
    const closed = Promise.withResolvers<void>();
    let stopped = false;
    const made = asked.get(name);
    asked.delete(name);
    const hear = ({ sequence, data }: Kept, consumer: Consumer) => {
      if (stopped) return;
      const ack = () =>
        send(() => void (consumer.acknowledged = Math.max(consumer.acknowledged, sequence)));
      callback({ seq: sequence, data, ack });
    };
    const gone = () => {
      time.after(dice.next() * GONE_MS, () => closed.resolve(), process);
    };
    if (made === undefined) closed.reject(apiError(404, CONSUMER_NOT_FOUND));
    else {
      made.deliver = (messages) =>
        answer(() => {
          for (const message of messages) hear(message, made);
        });
      made.gone = gone;
      send(() => (server.stream() === made.stream ? server.consume(made) : gone()));
    }
    return {
      closed: () => closed.promise,
      stop() {
        stopped = true;
        closed.resolve();
      },
    };
  }

  return {
    process,
    link: {
      connection,
      health: () => ({ connected, reconnects: 0, pending: 0, lastError: null }),
      onReconnect(listener) {
        reconnected.add(listener);
        return () => void reconnected.delete(listener);
      },
      countPending: () => () => {},
      close: () => Promise.resolve(),
    },
    disconnected() {
      connected = false;
    },
    reconnect() {
      const back = () => {
        if (!server.up()) return;
        connected = true;
        for (const listener of reconnected) listener();
      };
      time.after(dice.next() * RECONNECT_MS, back, process);
    },
  };
}

const EMPTY = new Uint8Array();
const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

function apiError(code: number, errorCode: number): NatsError {
  const error = new NatsError("refused", String(code));
  error.api_error = { code, err_code: errorCode, description: "refused" };
  return error;
}
