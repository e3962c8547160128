import { eventFormats } from "@docket/command-api";
import { createCodec, createProjector, derivedUlid } from "@docket/event-sourcing";
import { createPolicyBook, derivations, readModels } from "@docket/read-models";
import type { DomainEvent, ServiceLevelsInput } from "@docket/schemas";
import { setImmediate as turn } from "node:timers/promises";
import { expect, test } from "vitest";
import {
  deadlinesDesk,
  HOUR,
  isAlarm,
  toldIn,
  type DeadlinesDesk,
} from "./testing/deadlines-desk.ts";

const never = new AbortController().signal;
const TICKETS = 25_000;
const OVERDUE = 100_000;

/** Four thresholds of each ticket. */
const rules: ServiceLevelsInput["rules"] = [
  { name: "acknowledged", target: "acknowledgement", within: "PT1H" },
  { name: "answered", target: "firstResponse", within: "PT3H", warnings: [50] },
  { name: "solved", target: "firstResolution", within: "PT5H" },
];

/** Keeps the tables that deadlines are made of, and no others: those would take most of the time. */
function deadlinesAlone({ store, keys, readModels: tables, document }: DeadlinesDesk) {
  const book = createPolicyBook();
  book.learn("desk", { version: 1, effectiveFrom: "1970-01-01T00:00:00.000Z", document });
  const projector = createProjector({
    store,
    keys,
    readModels: tables,
    group: "levels",
    generation: "live",
    projections: readModels.filter(({ table }) => table.name === "facts"),
    derivations: derivations(book).filter(({ table }) => table.name === "deadlines"),
    codec: createCodec<DomainEvent>(eventFormats).reading({}),
    batch: 3_000,
    rowsInMemory: 20_000,
    onParked: () => expect.unreachable(),
  });
  return async () => {
    while ((await projector.step()) > 0);
  };
}

test("after a night's outage 100,000 are told, each once, in the order of their instants, though the sweeper is killed amid it", async () => {
  const desk = await deadlinesDesk(rules);
  const caughtUp = deadlinesAlone(desk);
  try {
    for (let from = 0; from < TICKETS; from += 1_000) {
      const ids = Array.from({ length: 1_000 }, (_, index) => derivedUlid(String(from + index)));
      await Promise.all(
        ids.map((id) => desk.send(id, "open", { kind: "inquiry", channel: "email" })),
      );
      desk.advance(60_000);
    }
    await caughtUp();
    desk.advance(12 * HOUR);
    expect((await desk.role().overdue()).count).toBe(OVERDUE);

    let [answered, underWay, mostUnderWay, turns] = [0, 0, 0, 0];
    const sending = (until: number) =>
      desk.role({
        reached: caughtUp,
        async send(command) {
          if (answered === until) throw new Error("killed");
          answered += 1;
          mostUnderWay = Math.max(mostUnderWay, (underWay += 1));
          const result = await desk.commands.handle(command);
          underWay -= 1;
          return result;
        },
        async sleep() {
          turns += 1;
          await turn();
        },
      });
    await expect(sending(41_234).sweep(never)).rejects.toThrow("killed");
    await sending(Infinity).sweep(never);
    await caughtUp();

    const log = await desk.log();
    const told = toldIn(log);
    expect([told.length, new Set(told).size]).toEqual([OVERDUE, OVERDUE]);
    expect((await desk.role().overdue()).count).toBe(0);
    const instants = log.filter(isAlarm).map(({ metadata }) => metadata.occurredAt);
    expect(instants).toEqual(instants.toSorted());
    // Slices: never more than some hundred at once, and a turn of the machine's loop after each.
    expect(mostUnderWay).toBeLessThanOrEqual(200);
    expect(turns).toBeGreaterThanOrEqual(OVERDUE / 200 - 1);
  } finally {
    await desk.close();
  }
}, 240_000);
