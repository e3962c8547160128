import type { NodeClient, Reading } from "@docket/eventstoredb";
import { NodeLog, type StoredRecord } from "@docket/eventstoredb-double";
import { BACKWARDS, END, NO_STREAM, START } from "@eventstore/db-client";
import type { Process } from "./process.ts";
import { proposed, SimulatedReading } from "./reading.ts";
import { channel } from "./wire.ts";
import type { World } from "./world.ts";

/** A simulated EventStoreDB: the rules of the double that answers over sockets, without sockets. */
export interface EventStoreNode {
  readonly log: NodeLog;
  /** A connection of a process to it. */
  client(process: Process): NodeClient;
  /** What is under way is lost, and what it keeps in memory; until `start`. */
  stop(): void;
  start(): void;
  /** Ends all subscriptions: cleanly, or with a gRPC status. */
  endSubscriptions(code?: number): number;
}

/** With one more that waits for it, a live subscriber is dropped. */
const MOST_BEHIND = 32;
const [UNAVAILABLE, ABORTED] = [14, 10];

export function eventStoreNode(world: World): EventStoreNode {
  const { time, dice, faults, trace } = world;
  const log = new NodeLog(
    () => time.now(),
    [],
    () => {},
  );
  const subscriptions = new Set<(code?: number) => void>();
  let up = true;
  let life = 0;

  /** A node that is gone shows as a status, or as no node at all. */
  const unreachable = (): Error =>
    dice.chance(0.5)
      ? Object.assign(new Error("unavailable"), { code: UNAVAILABLE, type: "unavailable" })
      : new Error("no node was found");

  function client(process: Process): NodeClient {
    const [request, answer] = [channel(world, undefined), channel(world, process)];

    /** Runs `serve` on the node; `lost` when the node is down or goes down before it answers. */
    function ask(serve: (reply: (arrives: () => void) => void) => void, lost: () => void): void {
      const asked = life;
      request(() => {
        if (!up || asked !== life) return answer(lost);
        serve((arrives) => answer(arrives));
      });
    }

    function read(serve: () => readonly StoredRecord[] | "stream-not-found"): Reading {
      const reading = new SimulatedReading();
      ask(
        (reply) => {
          const found = serve();
          if (found === "stream-not-found") {
            return reply(() => reading.fail(Object.assign(new Error(), { type: found })));
          }
          if (process.role === "relay" && found.length > 0 && isNews(found)) {
            if (faults.strikes("crash between append and publish")) return world.crash(process);
          }
          reply(() => reading.give(found));
        },
        () => reading.fail(unreachable()),
      );
      return reading;
    }

    return {
      appendToStream: (stream, events, { expectedRevision }) =>
        new Promise((resolve, reject) => {
          if (faults.strikes("append never settles")) return;
          ask(
            (reply) => {
              const before = log.all.length;
              const expected =
                expectedRevision === NO_STREAM ? NO_REVISION : Number(expectedRevision);
              const outcome = log.append(stream, expected, events.map(proposed));
              const isNew = log.all.length > before;
              trace(
                process.name,
                "append",
                stream,
                expected,
                events.length,
                outcome.kind,
                isNew ? 1 : 0,
              );
              if (outcome.kind === "wrong-expected-version") {
                const actualVersion =
                  outcome.current === null ? "no_stream" : BigInt(outcome.current);
                const conflict = { type: "wrong-expected-version", actualVersion };
                return reply(() => reject(Object.assign(new Error(), conflict)));
              }
              if (outcome.kind === "stream-deleted") {
                return reply(() => reject(Object.assign(new Error(), { type: "stream-deleted" })));
              }
              if (isNew && process.role === "command-api") {
                if (faults.strikes("append stored, sender crashed")) return world.crash(process);
                if (faults.strikes("append stored, answer lost")) {
                  if (dice.chance(0.5)) reply(() => reject(unreachable()));
                  return;
                }
              }
              const commit = BigInt(outcome.position);
              reply(() =>
                resolve({ nextExpectedRevision: BigInt(outcome.revision), position: { commit } }),
              );
            },
            () => reject(unreachable()),
          );
        }),

      readStream: (stream, { direction, fromRevision, maxCount }) =>
        read(() => {
          const records = log.records(stream);
          if (records.length === 0) return "stream-not-found";
          if (direction === BACKWARDS) {
            const last = fromRevision === END ? records.length : Number(fromRevision) + 1;
            return records.slice(Math.max(0, last - maxCount), last).toReversed();
          }
          const from = fromRevision === START ? 0 : Number(fromRevision);
          return records.slice(from, from + maxCount);
        }),

      readAll: ({ direction, fromPosition, maxCount }) =>
        read(() => {
          const at = typeof fromPosition === "string" ? undefined : Number(fromPosition.commit);
          if (direction === BACKWARDS) {
            const last = at === undefined ? log.all.length : log.indexAt(at);
            return log.all.slice(Math.max(0, last - maxCount), last).toReversed();
          }
          const from = at === undefined ? 0 : log.indexAt(at);
          return log.all.slice(from, from + maxCount);
        }),

      subscribeToAll({ fromPosition }) {
        const following = new SimulatedReading();
        ask(
          () => {
            const from = typeof fromPosition === "string" ? -1 : Number(fromPosition.commit);
            let [cursor, under] = [log.indexAt(from + 1), 0];
            const pump = () => {
              const due = log.all.slice(cursor);
              cursor = log.all.length;
              if (due.length === 0) return;
              under += due.length;
              answer(() => {
                under -= due.length;
                for (const record of due) following.hear(record);
              });
            };
            const onWritten = () => {
              if (under > MOST_BEHIND || following.over) return end(ABORTED);
              pump();
            };
            const end = (code?: number) => {
              subscriptions.delete(end);
              log.listeners.delete(onWritten);
              answer(() =>
                code === undefined
                  ? following.end()
                  : following.fail(Object.assign(new Error("aborted"), { code })),
              );
            };
            subscriptions.add(end);
            log.listeners.add(onWritten);
            answer(() => void following.emit("confirmation"));
            pump();
          },
          () => following.fail(unreachable()),
        );
        return following;
      },

      dispose: () => Promise.resolve(),
    };
  }

  let told = 0;
  /** Whether a page tells of events that no relay has read yet. */
  function isNews(page: readonly StoredRecord[]): boolean {
    const last = page.at(-1)?.position ?? 0;
    const news = last > told;
    told = Math.max(told, last);
    return news;
  }

  return {
    log,
    client,
    stop() {
      up = false;
      life += 1;
      log.forget();
      for (const end of subscriptions) end(UNAVAILABLE);
    },
    start() {
      up = true;
    },
    endSubscriptions(code) {
      const count = subscriptions.size;
      for (const end of subscriptions) end(code);
      return count;
    },
  };
}

const NO_REVISION = "no-stream";
