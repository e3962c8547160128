import {
  createCommands,
  createReactions,
  erasingUnread,
  eventFormats,
  systemClock,
  type Commands,
} from "@docket/command-api";
import { createDeadlinesRole, type DeadlinesRole } from "@docket/deadlines";
import {
  atEachWake,
  createLookout,
  type Backoff,
  type Lookout,
  type Reactor,
  type ReadModelStore,
  type Share,
} from "@docket/event-sourcing";
import { openEventStore, type EventStoreDb } from "@docket/eventstoredb";
import {
  connectNats,
  natsLogReader,
  natsRelay,
  type LogReader,
  type NatsLink,
  type NatsOptions,
} from "@docket/nats";
import {
  openKeyStore,
  openReadModelStore,
  type PostgresKeys,
  type PostgresReadModels,
} from "@docket/postgres";
import { createProjectorRole, type ProjectorRole } from "@docket/projector";
import { ticketsOfPerson } from "@docket/query-api";
import { allReaders, analystTables, readersIn, type GroupName } from "@docket/read-models";
import { createRelayRole, type RelayRole } from "@docket/relay";
import { setImmediate as loopTurn, setTimeout as sleep } from "node:timers/promises";
import { ulid } from "ulid";
import { sleepUnlessAborted } from "../aborted.ts";
import type { Configuration } from "../serving/configuration.ts";
import type { Logger } from "../serving/log.ts";
import { natsAccess } from "../serving/nats-access.ts";
import type { Tracing } from "../serving/tracing.ts";
import { moveMark, type MoveMark } from "./move-mark.ts";
import { reportingCommits } from "./reporting-commits.ts";
import { underPolicy } from "./under-policy.ts";

/** What a desk is called on its servers. */
export const DESK = "docket";
const RELAY_BATCH = 1_000;
/** How often the log is looked at though nothing was heard of it. */
const PATIENCE_MS = 5_000;

/** The servers that the roles of one process stand on. */
export interface Servers {
  readonly store: EventStoreDb;
  readonly keys: PostgresKeys;
  readonly readModels: PostgresReadModels;
  readonly link: NatsLink;
  readonly close: () => Promise<void>;
}

const backoff: Backoff = {
  first: 50,
  most: 5_000,
  random: Math.random,
  sleep: (ms) => sleep(ms),
};

/**
 * Connects to everything; waits for a server that is not up yet.
 * @param told of each try that failed to reach NATS, and of what it does not allow; the other servers are tried when they are used
 */
export async function openServers(
  configuration: Configuration,
  told: Pick<NatsOptions, "onFailure" | "onDenied" | "signal">,
): Promise<Servers> {
  const { DOCKET_POSTGRES: postgres, DOCKET_KEYS: keysAt = postgres } = configuration;
  const opened: { close(): Promise<void> }[] = [];
  const open = async <Server extends { close(): Promise<void> }>(
    server: Server | Promise<Server>,
  ) => {
    const one = await server;
    opened.push(one);
    return one;
  };
  const close = async () => {
    for (const one of opened.splice(0).toReversed()) await one.close();
  };
  try {
    return {
      store: await open(
        openEventStore({ url: configuration.DOCKET_EVENTSTORE, clock: systemClock(), backoff }),
      ),
      keys: await open(openKeyStore({ url: keysAt, backoff, monotonic: () => performance.now() })),
      readModels: await open(
        openReadModelStore({ url: postgres, backoff, views: { tables: analystTables } }),
      ),
      link: await open(
        connectNats({
          ...natsAccess(configuration),
          ...told,
          name: "docket",
          random: Math.random,
        }),
      ),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** The log for one reader, as it is published. */
const logReader = ({ link, store }: Pick<Servers, "link" | "store">, log: Logger): LogReader =>
  natsLogReader({
    link,
    store,
    desk: DESK,
    backoff,
    patienceMs: PATIENCE_MS,
    // It must not keep a process that ends.
    sleep: (ms) => sleep(ms, undefined, { ref: false }),
    onFailure: (code, failures) => log.warn({ code, failures }, "no events are delivered"),
  });

/** How far a move to this desk is. */
const moveHere = (readModels: ReadModelStore, log: Logger): MoveMark =>
  moveMark({
    readModels,
    sleep: sleepUnlessAborted,
    onWait: () => log.info("events are moved here; waiting until all are there"),
  });

/** The command side of a desk, and what follows from events. */
export interface CommandRole {
  readonly commands: Commands;
  readonly moving: MoveMark;
  /** Does what follows from events until `signal` aborts. */
  readonly react: (signal: AbortSignal) => Promise<void>;
  /** For what of that is parked. */
  readonly reactions: Pick<Reactor, "retry">;
}

export async function commandRole(
  { store, keys, readModels, link }: Servers,
  log: Logger,
): Promise<CommandRole> {
  const tables = lookoutOn(readModels);
  const ticketsOf = ticketsIn({ store, readModels }, tables);
  const commands = commandsOn({ store, keys }, ticketsOf);
  const reader = logReader({ link, store }, log);
  const reactions = createReactions({
    store: reader.store,
    keys,
    readModels,
    commands,
    projector: {
      async reached(place) {
        await tables.reached(place);
      },
    },
  });
  const moving = moveHere(readModels, log);
  return {
    commands: underPolicy(erasingUnread(commands, { store, keys, ticketsOf })),
    moving,
    reactions,
    react: (signal) =>
      atEachWake(reader.bus, signal, async () => {
        do {
          await moving.past(["coming"], signal);
        } while (!signal.aborted && (await reactions.step()) > 0);
      }),
  };
}

const commandsOn = ({ store, keys }: Pick<Servers, "store" | "keys">, ticketsOf: TicketsOf) =>
  createCommands({ store, keys, clock: systemClock(), backoff, shared: true }, ticketsOf);

type TicketsOf = (customerId: string) => Promise<readonly string[]>;

/** A customer's tickets, as of all that is in the log. */
const ticketsIn =
  ({ store, readModels }: Pick<Servers, "store" | "readModels">, tables: Lookout): TicketsOf =>
  async (customerId) => {
    const head = await store.head();
    if (head !== null) await tables.reached(head);
    return ticketsOfPerson(readModels, customerId);
  };

/** How far the projectors have come, wherever they run. */
const lookoutOn = (readModels: ReadModelStore): Lookout =>
  createLookout(readModels, allReaders, (ms) => sleep(ms));

/** Tells of deadlines by commands of its own; however many processes do, each is told once. */
export function deadlinesRole(servers: Servers, log: Logger): DeadlinesRole {
  const { store, readModels } = servers;
  const tables = lookoutOn(readModels);
  const commands = commandsOn(servers, ticketsIn(servers, tables));
  const moving = moveHere(readModels, log);
  return createDeadlinesRole({
    readModels,
    send: (command) => commands.handle(command),
    bus: logReader(servers, log).bus,
    clock: systemClock(),
    sleep: sleepUnlessAborted,
    log: store,
    async reached(place, signal) {
      const waited = await moving.past(["coming", "there"], signal);
      const head = waited ? await store.head() : null;
      await tables.reached(head ?? place, signal);
    },
  });
}

export const relayRole = ({ store, link }: Servers, log: Logger, tracing: Tracing): RelayRole => {
  const followed = tracing.following(store, "publish");
  return createRelayRole({
    reign: (signal, { onOffice, onPublished }) =>
      natsRelay(
        {
          link,
          store: followed.store,
          desk: DESK,
          id: ulid(),
          newEpoch: () => ulid(),
          batch: RELAY_BATCH,
          backoff,
          onAlarm: (alarm) => log.warn({ alarm: withoutBigints(alarm) }, "relay"),
          onOffice,
          onPublished(events, place) {
            followed.handled(place);
            onPublished(events);
          },
        },
        signal,
      ),
    onFenced: (by) => log.warn({ by }, "another relay publishes; standing by"),
    sleep: sleepUnlessAborted,
  });
};

/** What of the read models a process keeps. */
export interface Kept {
  readonly groups: readonly GroupName[];
  readonly share: Share;
}

export function projectorRole(
  { store, keys, readModels, link }: Servers,
  { groups, share }: Kept,
  log: Logger,
  tracing: Tracing,
): Promise<ProjectorRole> {
  const reader = logReader({ link, store }, log);
  const followed = tracing.following(reader.store, "project");
  const readers = readersIn(groups, share);
  return createProjectorRole({
    groups,
    share,
    store: followed.store,
    keys,
    readModels: reportingCommits(readModels, readers, followed.handled, followed.passed),
    bus: reader.bus,
    formats: eventFormats,
    loopTurn,
    onParked: (parked) => log.error(parked, "parked; see docket retry"),
    onRenewing: (progress) => log.info(progress, "made anew by a newer definition"),
  });
}

const withoutBigints = (value: object): object =>
  Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, typeof one === "bigint" ? String(one) : one]),
  );
