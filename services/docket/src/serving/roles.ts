import { answer, answerAll, MOST_COMMANDS, REACTIONS, type Commands } from "@docket/command-api";
import type { DeadlinesRole } from "@docket/deadlines";
import {
  parkedReactions,
  parkedStreams,
  type Parked,
  type ReadModelStore,
} from "@docket/event-sourcing";
import { serveCommands } from "@docket/nats";
import { readersIn } from "@docket/read-models";
import { aborted } from "../aborted.ts";
import { endOnDefect } from "../refused.ts";
import { maintenanceOfAll, remoteWork, type Work } from "../remote.ts";
import { readingOn } from "../session.ts";
import {
  commandRole,
  deadlinesRole,
  DESK,
  openServers,
  projectorRole,
  relayRole,
} from "../worlds/distributed.ts";
import type { Servers } from "../worlds/distributed.ts";
import type { Access } from "./access.ts";
import { shareIn, type Configuration } from "./configuration.ts";
import { openDoor } from "./door.ts";
import { examine, type Watched } from "./health.ts";
import type { Logger } from "./log.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import { backoff, retried } from "./retried.ts";
import { serverHealth } from "./server-health.ts";
import { tracingOf, type Tracing } from "./tracing.ts";
import { createServer, type Offered } from "./server.ts";

/** What a process of a distributed Docket can be; one may be several. */
export const ROLES = ["command-api", "query-api", "relay", "projector", "deadlines"] as const;
export type Role = (typeof ROLES)[number];

type Offers = Partial<Pick<Offered, "adoption" | "commands" | "reading" | "maintenance">>;

/** A role at work: what it offers over HTTP, what it does meanwhile, and how it is. */
interface Working {
  readonly offers: Offers;
  /** What can be parked beside read models, taken up by a retry of these. */
  readonly reactions?: Pick<Work, "retry">;
  /** Each until the signal aborts; a lost connection begins it again. */
  readonly loops: readonly ((signal: AbortSignal) => Promise<void>)[];
  readonly health: readonly Watched[];
  /** Lets what was begun end, before the servers are left. */
  readonly end: () => Promise<void>;
}

/** Starts roles and serves them until `stop` is aborted, from outside or by a defect in here. */
export async function startRoles(options: {
  readonly roles: readonly Role[];
  readonly configuration: Configuration;
  readonly access: Access;
  readonly log: Logger;
  readonly stop: AbortController;
  readonly onServing: (url: string) => void;
}): Promise<void> {
  const { roles, configuration, access, log, stop } = options;
  const metrics = createMetrics(roles.join("+"));
  const tracing = tracingOf(process.env, roles.join("+"));
  const door = await openDoor(configuration, access, log);
  const patient = <Result>(work: () => Promise<Result>) =>
    retried(work, stop.signal, (code, failures, reason) => {
      log.warn({ code, reason, failures }, "a connection was lost; trying again");
      door.failed(code, failures);
    });
  const waiting = {
    onFailure(code: string, failures: number) {
      log.warn({ code, failures }, "NATS is not reached; trying again");
      door.failed(code, failures);
    },
    onDenied: (operation: string, subject: string) =>
      log.warn({ operation, subject }, "NATS does not allow it"),
    signal: stop.signal,
  };
  try {
    const opened = await patient(() => openServers(configuration, waiting)).catch(
      unlessStopped(stop.signal),
    );
    if (opened !== undefined) await serveRoles(opened);
  } finally {
    // What listens would keep a process that cannot start.
    await door.close();
    await tracing.end().catch(() => log.warn("traces could not be sent"));
  }

  async function serveRoles(servers: Servers): Promise<void> {
    try {
      const working: Working[] = [];
      for (const role of roles) {
        working.push(
          await patient(() => startRole(role, servers, { ...options, metrics, tracing })),
        );
      }
      metrics.watch(
        "docket_nats_pending",
        "Messages that were received and wait to be handled",
        () => servers.link.health().pending,
      );
      const app = createServer({
        access,
        ...offersOf(working),
        health: () =>
          examine([...serverHealth(servers), ...working.flatMap(({ health }) => health)]),
        metrics: () => metrics.text(),
        log,
      });
      await door.close();
      const url = await app.listen({ host: configuration.DOCKET_HOST, port: door.port });
      const loops = working
        .flatMap((one) => one.loops)
        .map((loop) => patient(() => loop(stop.signal)));
      try {
        options.onServing(url);
        log.info({ url }, "serving");
        // A loop that ends by itself ends the process; the next one goes on from the checkpoint.
        await Promise.race([...loops, aborted(stop.signal)]);
      } finally {
        stop.abort();
        await app.close();
        await Promise.allSettled(loops);
        for (const { end } of working) await end();
      }
      await Promise.all(loops);
    } finally {
      await servers.close();
    }
  }
}

function offersOf(working: readonly Working[]): Offers {
  const { maintenance, ...others } = working.reduce<Offers>(
    (all, { offers }) => ({ ...all, ...offers }),
    {},
  );
  if (maintenance === undefined) return others;
  const reactions = working.flatMap((one) => one.reactions ?? []);
  return { ...others, maintenance: maintenanceOfAll([maintenance], ...reactions) };
}

const unlessStopped = (stop: AbortSignal) => (error: unknown) => {
  if (!stop.aborted) throw error;
};

async function startRole(
  role: Role,
  servers: Servers,
  {
    configuration,
    log,
    metrics,
    tracing,
  }: {
    readonly configuration: Configuration;
    readonly log: Logger;
    readonly metrics: Metrics;
    readonly tracing: Tracing;
  },
): Promise<Working> {
  const nothing = { offers: {}, loops: [], health: [], end: () => Promise.resolve() };
  switch (role) {
    case "command-api": {
      const store = metrics.countingAppends(servers.store);
      const side = await commandRole({ ...servers, store }, log);
      const { commands: uncounted, moving, react, reactions } = side;
      const commands = tracing.tracingCommands(metrics.countingCommands(uncounted));
      metrics.watchLag(REACTIONS, [REACTIONS], servers.store, servers.readModels);
      const health = [watchParked(REACTIONS, parkedReactions, servers, metrics)];
      const end = await serveCommands({
        link: servers.link,
        desk: DESK,
        version: "1.0.0",
        mostCommands: MOST_COMMANDS,
        handle: (sent) => handleSent(commands, sent),
        onFailure: endOnDefect,
      });
      const adoption = { store, keys: servers.keys, backoff, moving };
      const { DOCKET_PROJECTOR: projectors, DOCKET_PROJECTOR_TOKEN: token } = configuration;
      const maintenance =
        projectors === undefined
          ? {}
          : { maintenance: maintenanceOfAll(projectors.map((url) => remoteWork({ url, token }))) };
      const offers = { adoption, commands, ...maintenance };
      return { offers, reactions, loops: [react], health, end };
    }
    case "query-api":
      return { ...nothing, offers: { reading: readingOn(servers) } };
    case "relay": {
      const relay = relayRole(servers, log, tracing);
      metrics.watch("docket_relay_in_office", "1 while this relay publishes", () =>
        Number(relay.standing().inOffice),
      );
      metrics.watch(
        "docket_relay_published",
        "Events that the transport has confirmed",
        () => relay.standing().published,
      );
      const look = () => {
        const { inOffice, fencedBy, published } = relay.standing();
        return Promise.resolve({ ok: true, facts: { inOffice, fencedBy, published } });
      };
      const health = [{ name: "relay", look }];
      return { ...nothing, loops: [(signal) => relay.run(signal)], health };
    }
    case "projector": {
      const groups = configuration.DOCKET_PROJECTOR_GROUPS;
      const share = shareIn(configuration.DOCKET_PROJECTOR_PARTITION);
      const projector = await projectorRole(servers, { groups, share }, log, tracing);
      const { store, readModels } = servers;
      for (const group of groups)
        metrics.watchLag(group, readersIn([group], share), store, readModels);
      const health = groups.map((group) => watchParked(group, parkedStreams, servers, metrics));
      return {
        ...nothing,
        offers: { maintenance: projector },
        loops: [(signal) => projector.run(signal)],
        health,
      };
    }
    case "deadlines": {
      const store = metrics.countingAppends(servers.store);
      const deadlines = deadlinesRole({ ...servers, store }, log);
      watchDeadlines(metrics, deadlines);
      const look = async () => {
        const { count, oldest } = await deadlines.overdue();
        return { ok: true, facts: { overdue: count, oldest } };
      };
      const health = [{ name: "deadlines", look }];
      return { ...nothing, loops: [(signal) => deadlines.run(signal)], health };
    }
    default:
      return role satisfies never;
  }
}

/** Counts the streams that are parked in a group, for whoever looks after them. */
function watchParked(
  group: string,
  find: (readModels: ReadModelStore, group: string) => Promise<readonly Parked[]>,
  { readModels }: Servers,
  metrics: Metrics,
): Watched {
  const count = async () => (await find(readModels, group)).length;
  metrics.watchParked(group, count);
  return {
    name: `parked in ${group}`,
    look: async () => ({ ok: true, facts: { streams: await count() } }),
  };
}

function watchDeadlines(metrics: Metrics, deadlines: DeadlinesRole): void {
  metrics.watch(
    "docket_deadlines_overdue",
    "Thresholds of clocks that were passed and not told of",
    async () => (await deadlines.overdue()).count,
  );
  metrics.watch(
    "docket_deadlines_oldest_seconds",
    "Since the oldest of them was passed",
    async () => {
      const { oldest } = await deadlines.overdue();
      return oldest === null ? 0 : (Date.now() - Date.parse(oldest)) / 1_000;
    },
  );
  metrics.watch("docket_alarms_told", "Alarms that this process told", () => deadlines.told());
}

const handleSent = (commands: Commands, sent: unknown): Promise<unknown> =>
  Array.isArray(sent) ? answerAll(commands, sent) : answer(commands, sent);
