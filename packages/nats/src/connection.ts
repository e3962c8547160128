import {
  connect,
  credsAuthenticator,
  DebugEvents,
  Events,
  nkeyAuthenticator,
  type NatsConnection,
} from "nats";
import { setTimeout as sleep } from "node:timers/promises";
import { codeOf } from "./code-of.ts";

/** How to reach the servers. Secrets stand here and nowhere else: never in a log, an error or a health figure. */
export interface NatsOptions {
  /** `nats://host:port` or `tls://host:port`, one or more of a cluster. */
  readonly servers: readonly string[];
  /** Shown by the server's monitoring. */
  readonly name: string;
  readonly credentials?:
    | { readonly kind: "password"; readonly user: string; readonly password: string }
    | { readonly kind: "token"; readonly token: string }
    /** The seed of an NKEY: what it signs is sent, never itself. */
    | { readonly kind: "nkey"; readonly seed: string }
    /** The text of a `.creds` file. */
    | { readonly kind: "creds"; readonly text: string };
  /**
   * Nothing is said to a server that offers no TLS, or that no authority vouches for: this one (PEM), or the machine's
   * own. Left out: TLS is for the server to ask for.
   */
  readonly tls?: { readonly ca?: string };
  /** In [0, 1): spreads the reconnects of many clients. */
  readonly random: () => number;
  /** Told of each try to reach the first server that failed, with its code; and of each to reach one again, with why the last ended. */
  readonly onFailure?: (code: string, failures: number) => void;
  /** Told of each subject that the server does not allow: nothing comes of what was asked there. */
  readonly onDenied?: (operation: string, subject: string) => void;
  /** Ends the waiting for the first server. */
  readonly signal?: AbortSignal;
}

export interface NatsHealth {
  readonly connected: boolean;
  /** How often the connection was lost and found again. */
  readonly reconnects: number;
  /** Messages that were received and wait to be handled. */
  readonly pending: number;
  /** The code of the last failure, `null` when there was none. */
  readonly lastError: string | null;
}

/** One connection to NATS, which comes back by itself. */
export interface NatsLink {
  readonly connection: NatsConnection;
  health(): NatsHealth;
  /** Called at each reconnect: whatever was under way may be lost. Returns how to stop that. */
  onReconnect(listener: () => void): () => void;
  /** What a subscription holds ready, counted into `pending`. Returns how to stop that. */
  countPending(waiting: () => number): () => void;
  close(): Promise<void>;
}

/** How to ask JetStream: an answer that a broken connection lost is not waited for long. */
export const JETSTREAM = { checkAPI: false, timeout: 2_000 };

const FIRST_WAIT_MS = 100;
const MOST_WAIT_MS = 5_000;
/** A server that is silent for twice this is taken for lost. */
const PING_MS = 5_000;

/**
 * Waits for the first server to come up, then reconnects for ever, with doubling waits and jitter.
 * @throws the reason of `signal`
 */
export async function connectNats(options: NatsOptions): Promise<NatsLink> {
  const { servers, name, tls, random, signal } = options;
  let dials = 0;
  const wait = (tries: number) =>
    Math.min(MOST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(tries, 10)) * (0.5 + random() / 2);
  const connection = await connected();

  async function connected(): Promise<NatsConnection> {
    for (let failures = 1; ; failures += 1) {
      signal?.throwIfAborted();
      try {
        return await connect({
          servers: [...servers],
          name,
          ...authentication(options.credentials),
          ...(tls === undefined ? {} : { tls }),
          maxReconnectAttempts: -1,
          ignoreAuthErrorAbort: true,
          pingInterval: PING_MS,
          maxPingOut: 2,
          // Asked far more often than it dials, so that dialling has to be counted elsewhere.
          reconnectDelayHandler: () => wait(dials),
        });
      } catch (error) {
        options.onFailure?.(codeOf(error), failures);
      }
      await sleep(wait(failures - 1), undefined, signal === undefined ? {} : { signal });
    }
  }

  const listeners = new Set<() => void>();
  const waiting = new Set<() => number>();
  const state = { connected: true, reconnects: 0, lastError: null as string | null };
  void watch();

  async function watch(): Promise<void> {
    for await (const { type, data, permissionContext: denied } of connection.status()) {
      if (type === Events.Reconnect) {
        // The client says it once for each try that was denied before.
        if (state.connected) continue;
        dials = 0;
        state.connected = true;
        state.reconnects += 1;
        for (const listener of listeners) listener();
      } else if (type === DebugEvents.Reconnecting) {
        dials += 1;
        options.onFailure?.(state.lastError ?? "DISCONNECT", dials);
      } else if (type === Events.Disconnect) {
        // A server that denies us says so, and then closes each connection that we try.
        if (state.connected) state.lastError = "DISCONNECT";
        state.connected = false;
      } else if (type === Events.Error && typeof data === "string") {
        state.lastError = data;
        if (denied !== undefined) options.onDenied?.(denied.operation, denied.subject);
      }
    }
  }

  return {
    connection,
    health: () => ({
      ...state,
      connected: state.connected && !connection.isClosed(),
      pending: sum(waiting),
    }),
    onReconnect: (listener) => registered(listeners, listener),
    countPending: (count) => registered(waiting, count),
    async close() {
      if (!connection.isClosed()) await connection.close();
    },
  };
}

function authentication(credentials: NatsOptions["credentials"]) {
  if (credentials === undefined) return {};
  switch (credentials.kind) {
    case "password":
      return { user: credentials.user, pass: credentials.password };
    case "token":
      return { token: credentials.token };
    case "nkey":
      return { authenticator: nkeyAuthenticator(new TextEncoder().encode(credentials.seed)) };
    case "creds":
      return { authenticator: credsAuthenticator(new TextEncoder().encode(credentials.text)) };
    default:
      return credentials satisfies never;
  }
}

function registered<Item>(items: Set<Item>, item: Item): () => void {
  items.add(item);
  return () => void items.delete(item);
}

function sum(counts: ReadonlySet<() => number>): number {
  let total = 0;
  for (const count of counts) total += count();
  return total;
}
