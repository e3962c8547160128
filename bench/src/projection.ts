import { eventFormats } from "@docket/command-api";
import { memoryBus } from "@docket/event-sourcing";
import { createProjectorRole } from "@docket/projector";
import { filesOf, openFolder } from "@docket/sqlite";
import { rmSync } from "node:fs";
import { docketAppend } from "./docket-append.ts";
import { COMMANDS_PER_TICKET } from "./life-cycle.ts";
import { figure, inTurn, rateOf, type Figure } from "./measure.ts";
import { rawFold } from "./raw-fold.ts";

const TICKETS = 15_000;
const EVENTS = TICKETS * COMMANDS_PER_TICKET;
const ROUNDS = 3;

/** All read models, live from an empty store and rebuilt beside the live ones, against a bare fold of the same log. */
export async function projectionFigures(folder: string): Promise<readonly Figure[]> {
  await docketAppend(folder, TICKETS, 256);
  const { events: log, readModels: rows } = filesOf(folder);
  const against = "scan + parse + fold";
  const raw = async () => rawFold(log);

  const live = await inTurn(ROUNDS, () => projecting(folder, "live"), raw);
  const rebuilt = await inTurn(ROUNDS, () => projecting(folder, "rebuild"), raw);
  rmSync(rows, { force: true });
  return [
    figure(
      { bench: "live projection", unit: "events/s", against, goal: null },
      live.rate,
      live.against,
    ),
    figure(
      { bench: "rebuild", unit: "events/s", against, goal: 0.8 },
      rebuilt.rate,
      rebuilt.against,
    ),
  ];
}

/** Events per second; a rebuild without the comparison that follows it. */
async function projecting(folder: string, how: "live" | "rebuild"): Promise<number> {
  const rows = filesOf(folder).readModels;
  if (how === "live")
    for (const suffix of ["", "-wal", "-shm"]) rmSync(`${rows}${suffix}`, { force: true });
  const opened = await openFolder(folder, "write");
  const { events: store, keys, readModels } = opened;
  const bus = memoryBus();
  const role = await createProjectorRole({
    store,
    keys,
    readModels,
    bus,
    formats: eventFormats,
    onParked: () => {},
  });
  let built = 0;
  const rate =
    how === "live"
      ? await rateOf(EVENTS, () => role.catchUp())
      : await (async () => {
          const start = performance.now();
          await role.rebuild({
            accept: false,
            onProgress: () => (built = performance.now() - start),
          });
          return (EVENTS * 1_000) / built;
        })();
  await opened.close();
  return rate;
}
