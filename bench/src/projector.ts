import { startNats, startPostgres } from "@docket/local-servers";
import { namesOf } from "@docket/nats";
import { openKeyStore } from "@docket/postgres";
import { GROUP_NAMES } from "@docket/read-models";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { backoff } from "./backoff.ts";
import { bareConsume } from "./bare-stream.ts";
import { docketLives } from "./docket-append.ts";
import { eventStoreNode } from "./event-store-node.ts";
import { followRate } from "./following.ts";
import { COMMANDS_PER_TICKET } from "./life-cycle.ts";
import { figure, inTurn, type Figure } from "./measure.ts";
import { projectedRate } from "./projected.ts";
import { relayAll } from "./relaying.ts";

const TICKETS = 4_000;
const ROUNDS = 3;
const DESK = "bench";

/**
 * Each group of read models in PostgreSQL, its events delivered by JetStream as to a projector that ships and keeps up, against
 * bare consumption of the same events; all groups by one process; and without projecting them, what is delivered, followed
 * and decoded.
 */
export async function projectorFigures(folder: string): Promise<readonly Figure[]> {
  mkdirSync(folder, { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  const started = async <Server extends { stop(): Promise<void> }>(starting: Promise<Server>) => {
    const server = await starting;
    stops.push(() => server.stop());
    return server;
  };
  try {
    const nats = await started(startNats({ folder: join(folder, "nats") }));
    const postgres = await started(startPostgres({ folder: join(folder, "postgres") }));
    const node = await started(eventStoreNode());
    const store = await node.open(node.newName("projector"));
    const keys = await openKeyStore({
      url: postgres.url,
      backoff,
      monotonic: () => performance.now(),
    });
    stops.push(
      () => store.close(),
      () => keys.close(),
    );
    await docketLives({ store, keys }, TICKETS, 64);
    // The policy's event comes before those of the tickets.
    const events = TICKETS * COMMANDS_PER_TICKET + 1;
    await relayAll(nats.url, DESK, store, events);

    const ground = { store, keys, nats: nats.url, postgres: postgres.url, events };
    const bare = () => bareConsume(nats.url, namesOf(DESK).stream);
    // Uncounted: what comes first would be measured while it is still being compiled.
    await projectedRate(ground, GROUP_NAMES, ROUNDS);
    await bare();
    const figures: Figure[] = [];
    const [unit, against] = ["events/s", "bare consumption"];
    for (const group of GROUP_NAMES) {
      const one = await inTurn(ROUNDS, (round) => projectedRate(ground, [group], round), bare);
      const bench = `projector of ${group}`;
      figures.push(figure({ bench, unit, against, goal: 0.4 }, one));
    }
    const all = await inTurn(ROUNDS, (round) => projectedRate(ground, GROUP_NAMES, round), bare);
    const feed = await inTurn(
      ROUNDS,
      (round) => followRate(nats.url, `feed-${round}`, store, events),
      bare,
    );
    const together = "one projector of all groups";
    return [
      ...figures,
      figure({ bench: together, unit, against, goal: null }, all),
      figure({ bench: "follow and decode", unit, against, goal: null }, feed),
    ];
  } finally {
    for (const stop of stops.toReversed()) await stop();
  }
}
