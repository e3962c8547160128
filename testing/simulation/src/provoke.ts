import { randomUUID } from "node:crypto";
import type { Desk } from "./desk.ts";
import type { Fault } from "./faults.ts";
import type { Role } from "./process.ts";
import type { Servers } from "./roles.ts";
import { read, WRITERS, type Workload } from "./workload.ts";
import type { World } from "./world.ts";
import type { Writers } from "./writers.ts";

/** What faults are provoked on. */
export interface Scene {
  readonly world: World;
  readonly servers: Servers;
  readonly desk: Desk;
  readonly writers: Writers;
  readonly workload: Workload;
  /** The streams that hold an event which nobody can read. */
  readonly poisoned: Set<string>;
  /** Undoes what still lasts. */
  readonly undo: Set<() => void>;
}

const ABORTED = 10;
const MOST_LOST = 40;
const STALL_MS = [4_000, 15_000] as const;
const SLOW_MS = 1_500;
const OUTAGE_MS = [300, 4_000] as const;

/** Lets a fault come: now, or as soon as what it interrupts takes place. */
export function provoke(scene: Scene, fault: Fault): void {
  const { world, servers, desk } = scene;
  const { node, nats, database } = servers;
  const { faults, dice, time } = world;
  const now = (happened: boolean) => {
    if (happened) faults.struck(fault);
  };
  /** For a while; a scene that ends undoes it earlier. */
  const lasting = ([least, most]: readonly [number, number], undo: () => void) => {
    const once = () => {
      if (scene.undo.delete(once)) undo();
    };
    scene.undo.add(once);
    time.after(dice.between(least, most), once, undefined);
    faults.struck(fault);
  };
  const stalled = (role: Role) => {
    for (const process of drawn(scene, role)) {
      process.stall();
      lasting(STALL_MS, () => process.resume());
    }
  };
  const clockOff = (milliseconds: number) => {
    const [process] = drawn(scene, "command-api");
    process?.setClock(milliseconds);
    now(process !== undefined);
    return process;
  };

  switch (fault) {
    case "crash between append and publish":
    case "crash after publish, before its answer":
    case "append stored, answer lost":
    case "append stored, sender crashed":
    case "append never settles":
    case "crash before rows are committed":
    case "crash after rows are committed":
    case "rows committed, answer lost":
    case "crash before reactions are marked":
    case "messages repeated":
    case "messages out of order":
      return faults.arm(fault);
    case "event store down":
      node.stop();
      return lasting(OUTAGE_MS, () => node.start());
    case "subscription aborted":
      return now(node.endSubscriptions(ABORTED) > 0);
    case "subscription ended":
      return now(node.endSubscriptions() > 0);
    case "tail of the stream lost": {
      const held = nats.stream()?.messages.length ?? 0;
      const lost = Math.min(held, dice.between(1, MOST_LOST));
      if (lost === 0) return;
      nats.stop(lost);
      return lasting(OUTAGE_MS, () => nats.start());
    }
    case "stream purged":
      now((nats.stream()?.messages.length ?? 0) > 0);
      return nats.stream()?.purge();
    case "stream deleted":
    case "stream recreated":
      now(nats.stream() !== undefined);
      nats.deleteStream();
      return fault === "stream recreated" ? nats.createStream() : undefined;
    case "relay stalled":
      return stalled("relay");
    case "poison event":
      return now(poison(scene));
    case "64 writers on one ticket":
      crowd(scene);
      return now(desk.fronts().length > 1);
    case "clock 15 s slow":
      return void clockOff(-15_000);
    case "clock 1 h fast":
      return void clockOff(3_600_000);
    case "clock set back": {
      const process = clockOff(0);
      process?.setClock(60_000);
      return void time.after(dice.between(500, 3_000), () => process?.setClock(-60_000), undefined);
    }
    case "resolved at the breach":
      // Part of every workload.
      return now(true);
    case "sweeper killed":
      for (const sweeper of drawn(scene, "deadlines")) {
        world.crash(sweeper);
        faults.struck(fault);
      }
      return;
    case "sweeper stalled":
      return stalled("deadlines");
    case "disk of the tables full":
      database.setFull(true);
      return lasting(OUTAGE_MS, () => database.setFull(false));
    case "disk of the stream full": {
      const stream = nats.stream();
      if (stream === undefined) return;
      stream.setFull(true);
      return lasting(OUTAGE_MS, () => stream.setFull(false));
    }
    case "projector slow":
      database.setSlow(SLOW_MS);
      return lasting(STALL_MS, () => database.setSlow(0));
    case "everything down at the start":
      return;
    default:
      return fault satisfies never;
  }
}

/** Before anything runs: each server comes up in its own time. */
export function startDown({ world, servers: { node, nats, database } }: Scene): void {
  const { time, dice, faults } = world;
  node.stop();
  nats.stop(0);
  database.setUp(false);
  const up = [() => node.start(), () => nats.start(), () => database.setUp(true)];
  for (const start of up) time.after(dice.between(500, 6_000), start, undefined);
  faults.struck("everything down at the start");
}

/** One of the processes of a role that run, if any. */
function drawn({ world, desk }: Scene, role: Role) {
  const running = desk.running().filter((process) => process.role === role);
  const place = Math.floor(world.dice.next() * running.length);
  return running.slice(place, place + 1);
}

/** Somebody else writes into a ticket's stream what no reader of ours understands. */
function poison({ world, servers, poisoned }: Scene): boolean {
  const { log } = servers.node;
  const streams = [...new Set(log.all.map(({ stream }) => stream))].filter((stream) =>
    stream.startsWith("ticket-"),
  );
  const stream = streams[world.dice.between(0, streams.length - 1)];
  if (stream === undefined || poisoned.size > 0) return false;
  const event = {
    id: randomUUID(),
    type: world.dice.pick(["neverHeardOf", "assigned"]),
    contentType: "application/json",
    data: Buffer.from('{"nonsense":1}'),
    metadata: Buffer.from("{}"),
  };
  log.append(stream, log.records(stream).length - 1, [event]);
  poisoned.add(stream);
  return true;
}

/** 64 write to one ticket at once, half of them in each process. */
function crowd({ world, writers, workload: { busiest } }: Scene): void {
  for (let writer = 0; writer < WRITERS; writer += 1) {
    const note = read({
      type: "note",
      ticketId: busiest,
      commandId: `crowd-${writer}-${world.time.now()}`,
      actor: { id: `writer-${writer}`, role: "representative" },
      data: { text: `said by ${writer}` },
    });
    void writers.send(note, writer);
  }
}
