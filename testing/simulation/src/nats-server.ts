import type { EventLink } from "@docket/nats";
import { createStream, type JetStream } from "./jetstream.ts";
import { natsLink, type Joined } from "./nats-link.ts";
import type { Consumer, Heard, Reached } from "./nats-reached.ts";
import type { Process } from "./process.ts";
import type { World } from "./world.ts";

/** A simulated nats-server with one JetStream stream. */
export interface NatsServer {
  /** A connection of a process, which comes back by itself; settles once the server is up. */
  connect(process: Process): Promise<EventLink>;
  stream(): JetStream | undefined;
  deleteStream(): void;
  readonly createStream: () => void;
  /** A power cut: what is under way, and so many messages that were not synced, are lost. */
  stop(lost: number): void;
  start(): void;
}

const REDELIVERED = 20;

export function natsServer(world: World, isEvent: (subject: string) => boolean): NatsServer {
  const { time, faults } = world;
  const links = new Set<Joined>();
  const subjects = new Map<string, Set<Heard>>();
  let consumers: Consumer[] = [];
  let stream: JetStream | undefined;
  let [up, life] = [true, 0];
  let opened = Promise.withResolvers<void>();
  opened.resolve();

  function pump(consumer: Consumer): void {
    if (stream === undefined) return;
    const from = stream.first();
    consumer.next = Math.max(consumer.next, from);
    const room = consumer.acknowledged + consumer.mostPending + 1;
    const due = stream.messages.slice(consumer.next - from, Math.max(0, room - from));
    const again = stream.messages.slice(
      Math.max(0, consumer.next - from - REDELIVERED),
      consumer.next - from,
    );
    consumer.next += due.length;
    if (due.length > 0 && faults.strikes("messages out of order")) consumer.late.push(...due);
    else if (due.length > 0) consumer.deliver([...due, ...consumer.late.splice(0)]);
    if (again.length > 0 && faults.strikes("messages repeated")) consumer.deliver(again);
  }

  const server: Reached = {
    up: () => up,
    life: () => life,
    stream: () => stream,
    createStream: () => void (stream ??= createStream(time.now)),
    publish(subject, data, header) {
      if (!isEvent(subject) || stream === undefined) return undefined;
      const receipt = stream.take(subject, data, header);
      consumers = consumers.filter(({ process }) => process.alive());
      for (const consumer of consumers) pump(consumer);
      return receipt;
    },
    consume(consumer) {
      consumers.push(consumer);
      pump(consumer);
    },
    hears(subject, heard) {
      const all = subjects.get(subject) ?? new Set();
      subjects.set(subject, all.add(heard));
      return () => void all.delete(heard);
    },
    listeners: (subject) => [...(subjects.get(subject) ?? [])].filter((one) => one.process.alive()),
  };

  function dropConsumers(): void {
    for (const consumer of consumers.splice(0)) consumer.gone();
  }

  return {
    async connect(process) {
      await opened.promise;
      const joined = natsLink(world, server, process);
      links.add(joined);
      return joined.link;
    },
    stream: () => stream,
    deleteStream() {
      stream = undefined;
      dropConsumers();
    },
    createStream: server.createStream,
    stop(lost) {
      if (up) opened = Promise.withResolvers();
      up = false;
      life += 1;
      stream?.restart(lost);
      consumers = [];
      for (const joined of links) joined.disconnected();
    },
    start() {
      up = true;
      opened.resolve();
      for (const joined of links) {
        if (joined.process.alive()) joined.reconnect();
        else links.delete(joined);
      }
    },
  };
}
