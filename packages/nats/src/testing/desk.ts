import { startNats, type NatsServer } from "@docket/local-servers";
import type { Backoff, EventStore, StoredEvent } from "@docket/event-sourcing";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, vi } from "vitest";
import { connectNats, type NatsLink } from "../connection.ts";
import { decodeEvent } from "../event-message.ts";
import { natsLogReader } from "../log-reader.ts";
import { namesOf } from "../names.ts";
import { natsRelay, type RelayAlarm, type RelayOutcome } from "../relay.ts";

export const backoff: Backoff = {
  first: 20,
  most: 200,
  random: () => 0.5,
  sleep: (ms) => sleep(ms),
};

export interface Relaying {
  readonly alarms: RelayAlarm[];
  readonly office: { readonly held: boolean };
  readonly published: { readonly count: number };
  readonly ended: Promise<RelayOutcome>;
  stop(): Promise<RelayOutcome>;
}

/** A nats-server for the tests of one file, and desks on it, each test with one of its own. */
export function useNats() {
  const links: NatsLink[] = [];
  const running: AbortController[] = [];
  let server: NatsServer;
  let folder: string;
  let desk = 0;
  let epoch = 0;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "docket-nats-"));
    server = await startNats({ folder });
  });
  afterEach(async () => {
    for (const each of running.splice(0)) each.abort();
    const [first] = links;
    if (first !== undefined) await deleteStream(first, `desk${desk}`);
    for (const link of links.splice(0)) await link.close();
  });
  afterAll(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function link(): Promise<NatsLink> {
    const made = await connectNats({ servers: [server.url], name: "test", random: () => 0.5 });
    links.push(made);
    return made;
  }

  return {
    link,
    server: () => server,
    folder: () => folder,
    newDesk: () => `desk${(desk += 1)}`,

    relay(on: NatsLink, name: string, store: EventStore, id = "relay-1", batch = 50): Relaying {
      const controller = new AbortController();
      running.push(controller);
      const alarms: RelayAlarm[] = [];
      const published = { count: 0 };
      const office = { held: false };
      const ended = natsRelay(
        {
          link: on,
          store,
          desk: name,
          id,
          newEpoch: () => `epoch-${(epoch += 1)}`,
          batch,
          backoff,
          onAlarm: (alarm) => void alarms.push(alarm),
          onOffice: (held) => void (office.held = held),
          onPublished: (events) => void (published.count += events),
        },
        controller.signal,
      );
      const stop = () => {
        controller.abort();
        return ended;
      };
      return { alarms, office, published, ended, stop };
    },

    /** Follows the log from its start, as far as it is told of: what it was given so far. */
    follower(on: NatsLink, name: string, store: EventStore): StoredEvent[] {
      const controller = new AbortController();
      running.push(controller);
      const given: StoredEvent[] = [];
      const never = () => new Promise<void>(() => {});
      const feed = { link: on, desk: name, backoff, onFailure: () => {} };
      const reader = natsLogReader({ ...feed, store, patienceMs: 0, sleep: never });
      const catchUp = async () => {
        for (;;) {
          const after = given.at(-1)?.position ?? null;
          const page = await reader.store.readAll({ after, limit: 100 });
          if (page.length === 0) return;
          given.push(...page);
        }
      };
      void (async () => {
        for await (const _ of reader.bus.subscribe(controller.signal)) await catchUp();
      })();
      return given;
    },
  };
}

/** A request that an outage swallowed is given up soon: whoever waits asks again. */
const ASK = { checkAPI: false, timeout: 500 };

/** The server sets room aside for each stream: those of all tests of a file would want a large disk. */
async function deleteStream(link: NatsLink, desk: string): Promise<void> {
  if (link.connection.isClosed()) return;
  const manager = await link.connection.jetstreamManager(ASK);
  // There may be none, or no server any more.
  await manager.streams.delete(namesOf(desk).stream).catch(() => {});
}

/** How many events are in the stream; 0 when there is no stream, or nobody answers. */
export async function countIn(link: NatsLink, desk: string): Promise<number> {
  const manager = await link.connection.jetstreamManager(ASK);
  return manager.streams.info(namesOf(desk).stream).then(
    ({ state }) => state.messages,
    () => 0,
  );
}

/** The events in the stream, in its order. */
export async function inStream(link: NatsLink, desk: string): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  const count = await countIn(link, desk);
  if (count === 0) return events;
  const ordered = await link.connection.jetstream(ASK).consumers.get(namesOf(desk).stream);
  const messages = await ordered.fetch({ max_messages: count, expires: 30_000 });
  for await (const message of messages) {
    const published = decodeEvent(message.data);
    if (published !== undefined) events.push(published.event);
    if (message.info.pending === 0) break;
  }
  return events;
}

/** Waits until the check holds. */
export const eventually = (check: () => Promise<void> | void): Promise<void> =>
  vi.waitFor(check, { timeout: 30_000, interval: 50 });
