import type { Commands } from "@docket/command-api";
import { startProcess, type Process, type Role } from "./process.ts";
import { work, type Servers } from "./roles.ts";
import type { World } from "./world.ts";
import type { Front } from "./writers.ts";

/** The processes of a desk, each started anew when it ends. */
export interface Desk {
  start(name: string, role: Role): void;
  readonly running: () => readonly Process[];
  readonly fronts: () => readonly Front[];
}

const RESTART_MS = 1_500;

export function createDesk(world: World, servers: Servers): Desk {
  const { time, dice } = world;
  const processes = new Map<string, Process>();
  const fronts = new Map<Process, Commands>();
  const lives = new Map<string, number>();

  function start(name: string, role: Role): void {
    const life = (lives.get(name) ?? 0) + 1;
    lives.set(name, life);
    const process = startProcess(`${name}-${life}`, role, time.now, (waited, step) =>
      time.after(0, step, waited),
    );
    processes.set(name, process);
    const run = () => {
      work(world, servers, process, (commands) => void fronts.set(process, commands)).then(
        () => world.crash(process),
        (error: unknown) => {
          world.failed(error);
          world.crash(process);
        },
      );
    };
    time.after(0, run, process);
  }

  world.onCrash((process) => {
    fronts.delete(process);
    for (const [name, current] of processes) {
      if (current !== process) continue;
      time.after(dice.next() * RESTART_MS, () => start(name, process.role), undefined);
    }
  });

  return {
    start,
    running: () => [...processes.values()].filter((process) => process.alive()),
    fronts: () => [...fronts].map(([process, commands]) => ({ process, commands })),
  };
}
