import { eventFormats, REACTIONS } from "@docket/command-api";
import { instant, memoryBus, memoryKeys, memoryKeyStore } from "@docket/event-sourcing";
import { openEventStore, processClients } from "@docket/eventstoredb";
import { createProjectorRole } from "@docket/projector";
import { allReaders, nextDeadline } from "@docket/read-models";
import { diceFor } from "@docket/simulation";
import { openReadModelStore } from "@docket/sqlite";
import { check, logOf } from "./check.ts";
import { database } from "./database.ts";
import { createDesk } from "./desk.ts";
import { eventStoreNode } from "./event-store-node.ts";
import { drawFaults, type Fault } from "./faults.ts";
import { natsServer } from "./nats-server.ts";
import { startProcess } from "./process.ts";
import { provoke, startDown, type Scene } from "./provoke.ts";
import { DESK, type Mutations, type Servers } from "./roles.ts";
import { drawWorkload } from "./workload.ts";
import { createWorld } from "./world.ts";
import { createWriters } from "./writers.ts";

export interface Course {
  readonly seed: number;
  readonly tickets: number;
  /** Which faults come, and when: drawn by the seed when left out. */
  readonly faults?: readonly { readonly fault: Fault; readonly at: number }[];
  readonly mutate?: Mutations;
  /** Whether the notes of what happened are kept. */
  readonly notes?: boolean;
}

export interface Outcome {
  readonly seed: number;
  /** SHA-256 of what happened, in its order: the same for the same course. */
  readonly trace: string;
  readonly faults: ReadonlyMap<Fault, number>;
  readonly commands: number;
  readonly events: number;
  /** What did not hold; empty when all is well. */
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** Writers begin, and faults come, within so long. */
const ACTIVE_MS = 12_000;
const MOST_BETWEEN_MS = 800;
/** Everybody is answered by then, whatever happened. */
const LONGEST_MS = 300_000;
/** Once faults have stopped, everything has come to rest within so long. */
const CONVERGES_MS = 60_000;
const LAST_STEPS_MS = 20_000;
const QUIET_MS = 15_000;
/** What checking takes of the simulated time, at most. */
const CHECKED_MS = 60_000;

/** One seed: the desk at work under faults, then at rest, then checked. */
export async function simulate(course: Course): Promise<Outcome> {
  const { seed, tickets } = course;
  const world = createWorld(diceFor(seed, "simulation"), course.notes ?? false);
  const { time } = world;
  const begun = time.now();
  const over = new AbortController();
  const tables = openReadModelStore(":memory:");
  const servers: Servers = {
    node: eventStoreNode(world),
    nats: natsServer(world, (subject) => subject.startsWith(`${DESK}.events.`)),
    database: database(world, tables),
    keys: memoryKeys(),
    read: [],
    parked: ({ stream, reason }) => world.trace("parked", stream, reason),
    mutate: course.mutate ?? {},
    signal: over.signal,
  };
  const desk = createDesk(world, servers);
  const self = startProcess("writers", "writers", time.now, () => {});
  const writers = createWriters(world, self, desk.fronts);
  const workload = drawWorkload(seed, tickets, diceFor(seed, "workload"), begun);
  const scene: Scene = {
    world,
    servers,
    desk,
    writers,
    workload,
    poisoned: new Set(),
    undo: new Set(),
  };
  const problems: string[] = [];
  const until = async (done: () => boolean, within: number, otherwise: string) => {
    await time.runUntil(done, time.now() + within);
    if (!done()) problems.push(otherwise);
  };

  const plan = course.faults ?? drawFaults(diceFor(seed, "faults"), ACTIVE_MS);
  if (plan.some(({ fault }) => fault === "everything down at the start")) startDown(scene);
  for (const { fault, at } of plan) time.after(at, () => provoke(scene, fault), undefined);
  for (const role of ["relay", "projector", "command-api", "deadlines"] as const) {
    desk.start(role, role);
  }
  for (const [name, role] of secondsOf(seed)) desk.start(name, role);
  const dice = diceFor(seed, "writers");
  let writing = workload.lists.length;
  for (const list of workload.lists) {
    const write = async () => {
      for (const command of list) {
        await writers.send(command);
        await time.sleep(dice.next() * MOST_BETWEEN_MS);
      }
      writing -= 1;
    };
    time.after(dice.next() * ACTIVE_MS, () => void write(), self);
  }
  const answered = () => writing === 0 && writers.waiting() === 0 && time.now() - begun > ACTIVE_MS;
  await until(answered, LONGEST_MS, "not every writer was answered");

  world.faults.cease();
  for (const undo of scene.undo) undo();
  await untilNothingIsDue();
  // Whoever stood still, or was later than another, may find that its work is done.
  await time.runUntil(() => false, time.now() + LAST_STEPS_MS);
  const before = standing();
  await time.runUntil(() => false, time.now() + QUIET_MS);
  if (before !== standing()) problems.push(`not quiet: ${before} became ${standing()}`);

  let checked = false;
  const checker = startProcess("checker", "reader", time.now, () => {});
  const checking = async () => {
    problems.push(...world.defects, ...(await check(scene, await rebuilt(), tables)));
    checked = true;
  };
  time.after(0, () => void checking().catch(failed), checker);
  await until(() => checked, LONGEST_MS, "it could not be checked");
  const outcome = {
    seed,
    trace: world.hash(),
    faults: world.faults.counts,
    commands: writers.answered.size,
    events: logOf(scene).length,
    problems,
    notes: world.notes,
  };
  over.abort();
  await tables.close();
  return outcome;

  /**
   * Goes on until no clock passes a threshold before all is over. It is looked up when everybody has reached the end of the log:
   * the tables forget a threshold once it is told, while other tables still have to take in that it was.
   */
  async function untilNothingIsDue(): Promise<void> {
    for (;;) {
      await until(() => atRest(), CONVERGES_MS, "it did not come to rest");
      const next = await nextDeadline(tables, instant(time.now() - LAST_STEPS_MS));
      const due = next === undefined ? Infinity : Date.parse(next);
      if (due > time.now() + LAST_STEPS_MS + QUIET_MS + CHECKED_MS) return;
      await time.runUntil(() => false, Math.max(due, time.now()) + LAST_STEPS_MS);
    }
  }

  function failed(error: unknown): void {
    problems.push(`checking failed: ${error instanceof Error ? error.stack : String(error)}`);
    checked = true;
  }

  /** Whether all who follow the log have reached its end. */
  function atRest(): boolean {
    const log = servers.node.log.all;
    const head = log.at(-1)?.position ?? 0;
    const { read } = servers;
    return (
      Number(read.at(-1)?.position ?? 0) === head &&
      endOfStream() === log.at(-1)?.id &&
      servers.database.reached([...allReaders, REACTIONS]) === head
    );
  }

  function endOfStream(): string | undefined {
    return servers.nats.stream()?.messages.at(-1)?.header?.get("Nats-Msg-Id").split(":")[1];
  }

  function standing(): string {
    const last = servers.nats.stream()?.last() ?? 0;
    return `${servers.node.log.all.length} events, sequence ${last}, ${servers.database.commits()} commits`;
  }

  /** By the program's own means: all models anew from the whole log. That they could then take the place of the live ones is not asked. */
  async function rebuilt() {
    const nothing = () => Promise.resolve();
    const compared = { ...tables, switch: nothing, discard: nothing, scrub: nothing };
    const role = await createProjectorRole({
      store: openEventStore({
        url: "esdb://simulated",
        clock: checker.clock,
        backoff: { first: 50, most: 50, random: () => 0, sleep: (ms) => time.sleep(ms) },
        clients: processClients(() => servers.node.client(checker)),
      }),
      keys: memoryKeyStore(servers.keys),
      readModels: compared,
      bus: memoryBus(),
      formats: eventFormats,
      onParked: () => {},
    });
    return role.rebuild({ accept: false, onProgress: () => {} });
  }
}

/** A second projector works out all rows once more: a third of the seeds have one. */
const secondsOf = (seed: number) =>
  SECONDS.filter(([, role]) => role !== "projector" || seed % 3 === 0);

/** Beside the first relay, command-api, sweeper and projector, started after them. */
const SECONDS = [
  ["second-relay", "relay"],
  ["second-command-api", "command-api"],
  ["second-deadlines", "deadlines"],
  ["second-projector", "projector"],
  ["reader", "reader"],
] as const;
