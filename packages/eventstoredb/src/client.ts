import { EventStoreDBClient } from "@eventstore/db-client";
import type { NodeClient } from "./node-client.ts";
import { codeOf, typeOf } from "./store-error.ts";

/**
 * The client of a node, one per process and node: the clients of a process share the table of appends that wait, so
 * that disposing of one rejects the appends of all, and makes those deaf that are answered afterwards.
 */
export interface SharedClient {
  /** Runs an append. Rejects with what the client says, or when the time is over. */
  append<Result>(run: (client: NodeClient) => Promise<Result>, timeoutMs: number): Promise<Result>;
  readonly current: () => NodeClient;
  /** Aborts when the current client is disposed of: what still waits for it waits in vain. */
  readonly signal: () => AbortSignal;
  answered(): void;
  failed(): void;
  readonly health: { readonly connected: boolean; readonly rebuilt: number };
  release(): Promise<void>;
}

/** A client with what runs on it. */
interface Life {
  readonly client: NodeClient;
  readonly ended: AbortController;
  answers: number;
  /** It ends as soon as it may: what else fails on it by then says nothing new. */
  isGivenUp: boolean;
}

interface Shared {
  users: number;
  readonly underWay: Set<Promise<unknown>>;
  /** Appends that nobody waits for any more, and the client still does. */
  overdue: number;
  life: Life | undefined;
  lastFailure: unknown;
  readonly health: { connected: boolean; rebuilt: number };
}

/** The clients of one process. */
export interface ProcessClients {
  readonly connect: (url: string) => NodeClient;
  readonly nodes: Map<string, Shared>;
  /** While a client is disposed of, no append begins in this process. */
  disposing: Promise<void> | undefined;
}

export const processClients = (connect: ProcessClients["connect"]): ProcessClients => ({
  connect,
  nodes: new Map(),
  disposing: undefined,
});

/** The failures of appends are told apart by what is thrown, whatever the connection string says. */
const connect = (url: string): NodeClient =>
  EventStoreDBClient.connectionString(
    `${url}${url.includes("?") ? "&" : "?"}throwOnAppendFailure=true`,
  );
const ofThisProcess = processClients(connect);

/** What the client cannot read of a connection string, without repeating it; undefined when it can. */
export function addressProblem(url: string): string | undefined {
  try {
    connect(url);
    return undefined;
  } catch (error) {
    const [place] = /position \d+/.exec(error instanceof Error ? error.message : "") ?? [];
    return place === undefined
      ? "the client of EventStoreDB does not take it"
      : `it is no connection string of EventStoreDB, from ${place} on`;
  }
}

/** The client of the process for this connection string, made when there is none. */
export function shareClient(url: string, clients = ofThisProcess): SharedClient {
  const { nodes } = clients;
  const node = nodes.get(url) ?? {
    users: 0,
    underWay: new Set(),
    overdue: 0,
    life: undefined,
    lastFailure: undefined,
    health: { connected: false, rebuilt: 0 },
  };
  nodes.set(url, node);
  node.users += 1;
  const lifeOf = (): Life => (node.life ??= newLife(clients.connect(url)));
  let released: Promise<void> | undefined;

  return {
    async append(run, timeoutMs) {
      while (clients.disposing !== undefined) await clients.disposing;
      const life = lifeOf();
      const earlier = node.lastFailure;
      const outcome = inTime(node, life, run(life.client), timeoutMs);
      node.underWay.add(outcome);
      try {
        const result = await outcome;
        node.health.connected = true;
        return result;
      } catch (error) {
        if (node.life === life && !life.isGivenUp && isLost(error, earlier)) {
          life.isGivenUp = true;
          node.health.rebuilt += 1;
          void dispose(clients, node);
        }
        node.lastFailure = error;
        throw error;
      } finally {
        node.underWay.delete(outcome);
      }
    },
    current: () => lifeOf().client,
    signal: () => lifeOf().ended.signal,
    answered: () => void (node.health.connected = true),
    failed: () => void (node.health.connected = false),
    health: node.health,
    async release() {
      released ??= (async () => {
        node.users -= 1;
        if (node.users > 0) return;
        await Promise.allSettled(node.underWay);
        nodes.delete(url);
        await dispose(clients, node);
      })();
      await released;
    },
  };
}

/** The client says nothing of an append that was never answered, so the time is taken here. */
function inTime<Result>(
  node: Shared,
  life: Life,
  append: Promise<Result>,
  timeoutMs: number,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const before = life.answers;
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      node.overdue += 1;
      reject(new NoAnswer(life.answers === before ? "deaf" : "no-answer"));
    }, timeoutMs);
    const settled = () => {
      clearTimeout(timer);
      if (late) node.overdue -= 1;
    };
    append.then(
      (result) => {
        life.answers += 1;
        settled();
        resolve(result);
      },
      (error: unknown) => {
        if (typeOf(error) !== undefined) life.answers += 1;
        settled();
        reject(error);
      },
    );
  });
}

/** The client did not say what became of an append. `deaf`: nor of any other since. */
class NoAnswer extends Error {
  readonly type: "no-answer" | "deaf";
  constructor(type: NoAnswer["type"]) {
    super("EventStoreDB did not answer an append in time.");
    this.type = type;
  }
}

/**
 * The client reconnects by itself, except when it is deaf, when it found no node (an error without a type or code), and
 * when it gives the failure that it gave an earlier append, because it keeps it.
 */
function isLost(error: unknown, earlier: unknown): boolean {
  const type = typeOf(error);
  return (
    type === "deaf" || error === earlier || (type === undefined && codeOf(error) === undefined)
  );
}

async function dispose(clients: ProcessClients, node: Shared): Promise<void> {
  while (clients.disposing !== undefined) await clients.disposing;
  clients.disposing = (async () => {
    const others = [...clients.nodes.values()].filter((other) => other !== node);
    await Promise.allSettled(others.flatMap(({ underWay }) => [...underWay]));
    const concerned = [node, ...others.filter(({ overdue }) => overdue > 0)];
    await Promise.all(concerned.map(endLife));
  })();
  await clients.disposing;
  clients.disposing = undefined;
}

async function endLife(node: Shared): Promise<void> {
  const { life } = node;
  node.life = undefined;
  life?.ended.abort();
  await life?.client.dispose();
}

const newLife = (client: NodeClient): Life => ({
  client,
  ended: new AbortController(),
  answers: 0,
  isGivenUp: false,
});
