import { eventFormats } from "@docket/command-api";
import { buildInThreads } from "@docket/docket/build-apart";
import { memoryBus } from "@docket/event-sourcing";
import { createProjectorRole, type Progress, type ProjectorRole } from "@docket/projector";
import { filesOf, openFolder } from "@docket/sqlite";
import { rmSync } from "node:fs";
import { docketAppend } from "./docket-append.ts";
import { COMMANDS_PER_TICKET } from "./life-cycle.ts";
import { figure, middleOf, rateOf, type Figure } from "./measure.ts";
import { bareFold } from "./bare-fold.ts";

const TICKETS = 20_000;
const EVENTS = TICKETS * COMMANDS_PER_TICKET;
const ROUNDS = 3;

/**
 * Live projection of all read models against their rebuild; and the rebuild of those that are folded from events against
 * a bare fold of the same log. What is derived from their rows comes after that fold, and is in the other figures only.
 */
export async function projectionFigures(folder: string): Promise<readonly Figure[]> {
  await docketAppend(folder, TICKETS, 256);
  const { events: log } = filesOf(folder);
  const rounds = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const one = { live: await projecting(folder), ...(await rebuilding(folder)) };
    rounds.push({ ...one, bare: bareFold(log) });
  }
  const live = middleOf(rounds.map(({ live: rate, all: against }) => ({ rate, against })));
  const rebuild = middleOf(rounds.map(({ folded: rate, bare: against }) => ({ rate, against })));
  const derived = middleOf(rounds.map(({ all: rate, bare: against }) => ({ rate, against })));
  const unit = "events/s";
  const against = "scan + parse + fold";
  return [
    figure({ bench: "live projection", unit, against: "rebuild and derive", goal: 0.4 }, live),
    figure({ bench: "rebuild", unit, against, goal: 0.8 }, rebuild),
    figure({ bench: "rebuild and derive", unit, against, goal: null }, derived),
  ];
}

/** From an empty store; events per second. */
function projecting(folder: string): Promise<number> {
  const rows = filesOf(folder).readModels;
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${rows}${suffix}`, { force: true });
  return inRole(folder, (role) => rateOf(EVENTS, () => role.catchUp()));
}

/** Without the comparison that follows; events per second. */
function rebuilding(folder: string): Promise<{ readonly folded: number; readonly all: number }> {
  return inRole(folder, async (role) => {
    const start = performance.now();
    const passed: (Progress & { readonly at: number })[] = [];
    await role.rebuild({
      accept: false,
      onProgress: (_events, progress) =>
        void passed.push({ ...progress, at: performance.now() - start }),
    });
    const groups = [...Map.groupBy(passed, ({ group }) => group).values()];
    // Of a group the last is told when all is derived, the one before it when all events are folded.
    const rate = (place: number) =>
      (EVENTS * 1_000) / Math.max(...groups.map((of) => of.at(place)?.at ?? Number.NaN));
    return { folded: rate(-2), all: rate(-1) };
  });
}

async function inRole<Result>(
  folder: string,
  work: (role: ProjectorRole) => Promise<Result>,
): Promise<Result> {
  const opened = await openFolder(folder, "write");
  const { events: store, keys, readModels } = opened;
  const ground = { store, keys, readModels, bus: memoryBus(), formats: eventFormats };
  const buildApart = buildInThreads(folder, () => {});
  const role = await createProjectorRole({ ...ground, buildApart, onParked: () => {} });
  const result = await work(role);
  await opened.close();
  return result;
}
