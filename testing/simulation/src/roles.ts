import { createCommands, createReactions, eventFormats, type Commands } from "@docket/command-api";
import { createDeadlinesRole } from "@docket/deadlines";
import { defaultPolicyCommand } from "@docket/desk";
import {
  atEachWake,
  memoryKeyStore,
  pause,
  type Backoff,
  type EventStore,
  type MemoryKeys,
  type Parked,
  type Position,
  type ReadModelStore,
  type StoredEvent,
} from "@docket/event-sourcing";
import { openEventStore, processClients } from "@docket/eventstoredb";
import { natsLogReader, natsRelay } from "@docket/nats";
import { createProjectorRole } from "@docket/projector";
import { allReaders } from "@docket/read-models";
import { ticketsOfPerson } from "@docket/query-api";
import { createRelayRole } from "@docket/relay";
import type { Database } from "./database.ts";
import type { EventStoreNode } from "./event-store-node.ts";
import type { NatsServer } from "./nats-server.ts";
import type { Process } from "./process.ts";
import type { World } from "./world.ts";

/** The servers that the roles stand on, and what outlives every process. */
export interface Servers {
  readonly node: EventStoreNode;
  readonly nats: NatsServer;
  readonly database: Database;
  readonly keys: MemoryKeys;
  /** Every event as a reader was given it, in that order. */
  readonly read: StoredEvent[];
  readonly parked: (parked: Parked) => void;
  /** Changes a part before a role gets it: so a test plants a defect. */
  readonly mutate: Mutations;
  /** Aborts when all is over: signals that others depend on would be kept for ever. */
  readonly signal: AbortSignal;
}

export interface Mutations {
  readonly store?: (store: EventStore, process: Process) => EventStore;
  readonly readModels?: (store: ReadModelStore, process: Process) => ReadModelStore;
}

export const DESK = "desk";
const BATCH = 200;
const POLL_MS = 50;
const PATIENCE_MS = 5_000;

/** Does what the process is for, until it fails. What a command-api offers is given to `serve`. */
export async function work(
  world: World,
  servers: Servers,
  process: Process,
  serve: (commands: Commands) => void,
): Promise<void> {
  const backoff: Backoff = {
    first: 50,
    most: 2_000,
    random: () => world.dice.next(),
    sleep: (milliseconds) => world.time.sleep(milliseconds),
  };
  const { mutate, signal } = servers;
  const link = await servers.nats.connect(process);
  const opened = openEventStore({
    url: "esdb://simulated",
    clock: process.clock,
    backoff,
    clients: processClients(() => servers.node.client(process)),
  });
  const changed = (store: EventStore) => mutate.store?.(store, process) ?? store;
  const store = changed(opened);
  const connected = servers.database.connect(process);
  const readModels = mutate.readModels?.(connected, process) ?? connected;
  const keys = memoryKeyStore(servers.keys);
  const logReader = (sleep = backoff.sleep) =>
    natsLogReader({
      link,
      desk: DESK,
      backoff,
      onFailure: () => {},
      store: opened,
      patienceMs: PATIENCE_MS,
      sleep,
    });
  const patient = (loop: () => Promise<void>) => retried(loop, backoff);

  const reached = async (place: Position) => {
    for (;;) {
      const at = await readModels.checkpoint(...allReaders);
      if (at !== null && at >= place) return;
      await world.time.sleep(POLL_MS);
    }
  };
  const createdCommands = () =>
    createCommands(
      { store, keys, clock: process.clock, backoff, shared: true },
      async (customerId) => {
        const head = await store.head();
        if (head !== null) await reached(head);
        return ticketsOfPerson(readModels, customerId);
      },
    );

  switch (process.role) {
    case "command-api": {
      const commands = createdCommands();
      const reader = logReader();
      const reactions = createReactions({
        store: changed(reader.store),
        keys,
        readModels,
        commands,
        projector: { reached },
      });
      await commands.handle(defaultPolicyCommand());
      serve(commands);
      return patient(() =>
        atEachWake(reader.bus, signal, async () => {
          while ((await reactions.step()) > 0);
        }),
      );
    }
    case "relay": {
      let epochs = 0;
      const relay = createRelayRole({
        reign: (signal, told) =>
          natsRelay(
            {
              link,
              store,
              desk: DESK,
              id: process.name,
              newEpoch: () => `${process.name}-${(epochs += 1)}`,
              batch: BATCH,
              backoff,
              onAlarm: (alarm) => world.trace(process.name, "alarm", alarm.kind),
              ...told,
            },
            signal,
          ),
        onFenced: (by) => world.trace(process.name, "fenced by", by),
        sleep: (milliseconds) => world.time.sleep(milliseconds),
      });
      return patient(() => relay.run(signal));
    }
    case "projector": {
      const reader = logReader();
      const projector = await createProjectorRole({
        store: changed(reader.store),
        keys,
        readModels,
        bus: reader.bus,
        formats: eventFormats,
        loopTurn: () => world.time.sleep(1),
        onParked: servers.parked,
      });
      return patient(() => projector.run(signal));
    }
    case "deadlines": {
      const commands = createdCommands();
      const deadlines = createDeadlinesRole({
        readModels,
        send: (command) => commands.handle(command),
        bus: logReader().bus,
        clock: process.clock,
        sleep: backoff.sleep,
        log: store,
        reached,
      });
      return patient(() => deadlines.run(signal));
    }
    case "reader": {
      // It goes by what it hears alone.
      const reader = logReader(() => new Promise(() => {}));
      return patient(() =>
        atEachWake(reader.bus, signal, async () => {
          for (;;) {
            const after = servers.read.at(-1)?.position ?? null;
            const page = await reader.store.readAll({ after, limit: BATCH });
            if (page.length === 0) return;
            servers.read.push(...page);
          }
        }),
      );
    }
    case "writers":
      return;
    default:
      return process.role satisfies never;
  }
}

/** Goes on after a lost connection; anything else ends the process. */
async function retried(loop: () => Promise<void>, backoff: Backoff): Promise<void> {
  for (let failures = 1; ; failures += 1) {
    try {
      return await loop();
    } catch (error) {
      const isLost =
        error instanceof Error && "code" in error && error.code === "STORE_UNAVAILABLE";
      if (!isLost) throw error;
      await pause(backoff, Math.min(failures, 10));
    }
  }
}
