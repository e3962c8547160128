import {
  createCommands,
  createReactions,
  erasingUnread,
  eventFormats,
  REACTIONS,
  systemClock,
  type Commands,
} from "@docket/command-api";
import { createDeadlinesRole, type DeadlinesRole } from "@docket/deadlines";
import { defaultPolicyCommand } from "@docket/desk";
import {
  atEachWake,
  memoryBus,
  relay,
  type EventStore,
  type KeyStore,
  type Parked,
  type Position,
  type ReadModelStore,
  type Reactor,
} from "@docket/event-sourcing";
import { createProjectorRole, type Progress, type ProjectorRole } from "@docket/projector";
import { allReaders } from "@docket/read-models";
import { filesOf, openFolder, StoreError } from "@docket/sqlite";
import { ticketsOfPerson } from "@docket/query-api";
import { setTimeout as sleep } from "node:timers/promises";
import { sleepUnlessAborted } from "../aborted.ts";
import { codeOf } from "../refused.ts";
import { maintenanceOfAll, type Maintenance } from "../remote.ts";
import { withdrawServer } from "../server-file.ts";
import { buildInThreads } from "./build-apart.ts";
import { giveWay } from "./give-way.ts";

/** All roles in one process on one folder, with no server at all. */
export interface EmbeddedWorld {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  readonly commands: Commands;
  readonly projector: ProjectorRole;
  readonly deadlines: DeadlinesRole;
  readonly maintenance: Maintenance;
  /** Keeps reactions and read models at the head of the log, and tells of deadlines, until `signal` aborts. */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Everything that follows from what was taken so far is done and visible. Never while it runs. */
  readonly settle: (onProgress?: (events: number) => void) => Promise<void>;
  readonly close: () => Promise<void>;
}

const RELAY_BATCH = 1_000;
const BUSY_MS = 1_000;

/** @throws StoreError when the folder is in use or a file is damaged */
export async function openEmbedded(
  folder: string,
  onParked: (parked: Parked) => void,
  onRenewing: (progress: Progress) => void = () => {},
): Promise<EmbeddedWorld> {
  const opened = await openFolder(folder, "write");
  const { events: store, keys, readModels } = opened;
  try {
    await refuseBeyond(await store.head(), readModels, filesOf(folder).readModels);
  } catch (error) {
    await opened.close();
    throw error;
  }
  withdrawServer(folder);
  const bus = memoryBus();
  const ground = {
    store,
    keys,
    clock: systemClock(),
    backoff: { first: 20, most: 1_000, random: Math.random, sleep: (ms: number) => sleep(ms) },
  };
  let serving = false;
  const projector = await createProjectorRole({
    store,
    keys,
    readModels,
    bus,
    formats: eventFormats,
    onParked,
    onRenewing,
    // Nobody waits for the thread before there is somebody to serve.
    giveWay: () => (serving ? giveWay() : Promise.resolve(false)),
    buildApart: buildInThreads(folder, onParked),
  });
  const ticketsOf = async (customerId: string) => {
    await projector.catchUp();
    return ticketsOfPerson(readModels, customerId);
  };
  const commands = createCommands(ground, ticketsOf);
  const reactions = createReactions({ store, keys, readModels, commands, projector });
  const deadlines = createDeadlinesRole({
    readModels,
    send: (command) => commands.handle(command),
    bus,
    clock: ground.clock,
    sleep: sleepUnlessAborted,
    log: store,
    reached: (place) => projector.reached(place),
  });
  await commands.handle(defaultPolicyCommand());

  /** A stranger reads a file from which something was erased: the erasure is completed when they have gone. */
  async function reactPatiently(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        return await drain(reactions, signal);
      } catch (error) {
        if (codeOf(error) !== "STORE_BUSY") throw error;
        await sleep(BUSY_MS);
      }
    }
  }

  return {
    store,
    keys,
    readModels,
    commands: erasingUnread(commands, { store, keys, ticketsOf }),
    projector,
    deadlines,
    maintenance: maintenanceOfAll([projector], reactions),
    async run(signal) {
      serving = true;
      const reacting = atEachWake(bus, signal, () => reactPatiently(signal));
      const reading = [projector.run(signal), reacting, deadlines.run(signal)];
      const after: Position | null = await store.head();
      await Promise.all([...reading, relay({ store, bus, after, batch: RELAY_BATCH, signal })]);
    },
    async settle(onProgress) {
      for (;;) {
        await projector.catchUp(onProgress);
        await drain(reactions);
        const head = await store.head();
        const [projected, reacted] = await Promise.all([
          readModels.checkpoint(...allReaders),
          readModels.checkpoint(REACTIONS),
        ]);
        if (projected === head && reacted === head) return;
      }
    },
    async close() {
      await bus.close();
      await opened.close();
    },
  };
}

/** New events would stand at places that the tables believe to have seen. */
async function refuseBeyond(
  head: Position | null,
  readModels: ReadModelStore,
  file: string,
): Promise<void> {
  for (const reader of [...allReaders, REACTIONS]) {
    const at = await readModels.checkpoint(reader);
    if (at === null || (head !== null && at <= head)) continue;
    const message = `${file} has seen more than the log holds. Restore the right backup, or delete it: it is made anew.`;
    throw new StoreError("STORE_CORRUPT", file, message);
  }
}

/** Whoever goes on sending does not hold up a stop: what is left is done after. */
async function drain(reactions: Reactor, signal?: AbortSignal): Promise<void> {
  while (signal?.aborted !== true && (await reactions.step()) > 0);
}
