import { adoptEvents } from "@docket/command-api";
import { derivedUlid, memoryBus, type StoredEvent } from "@docket/event-sourcing";
import { expect, test } from "vitest";
import { deadlinesDesk, HOUR, toldIn } from "./testing/deadlines-desk.ts";

const rules = [{ name: "solved", target: "firstResolution" as const, within: "PT4H" }];
const ticketId = derivedUlid("moved");
const backoff = { first: 0, most: 0, random: () => 0, sleep: async () => {} };

/** What another desk holds of a ticket that was resolved in time, most of a day ago. */
async function elsewhere(): Promise<readonly StoredEvent[]> {
  const desk = await deadlinesDesk(rules);
  await desk.send(ticketId, "open", { kind: "inquiry", channel: "email" });
  desk.advance(HOUR);
  await desk.send(ticketId, "proposeSolution", { text: "A new cable." });
  await desk.send(ticketId, "resolve", {});
  const events = await desk.store.readAll({ after: null, limit: 100 });
  await desk.close();
  return events.filter(({ stream }) => stream.startsWith("ticket-"));
}

test("while a ticket's events come from elsewhere nothing is told, though only a wake-up is heard of them", async () => {
  const [opening, ...later] = await elsewhere();
  const desk = await deadlinesDesk(rules);
  desk.advance(21 * HOUR);
  const bus = memoryBus();
  const stop = new AbortController();
  let [sweeps, rests] = [0, 0];
  const role = desk.role({
    bus,
    log: {
      async head() {
        sweeps += 1;
        return desk.store.head();
      },
      readAll: (read) => desk.store.readAll(read),
    },
    sleep(_ms, signal) {
      rests += 1;
      return new Promise((wake) => signal.addEventListener("abort", () => wake()));
    },
  });
  const running = role.run(stop.signal);
  await expect.poll(() => rests).toBe(1);
  await adoptEvents(desk.store, opening === undefined ? [] : [opening], backoff);
  await bus.publish([]);
  await expect.poll(() => rests).toBe(2);
  await adoptEvents(desk.store, later, backoff);
  await bus.publish([]);
  await expect.poll(() => rests).toBe(3);
  stop.abort();
  await running;
  expect(sweeps).toBe(1);
  expect(toldIn(await desk.log())).toEqual([]);
  await desk.close();
});
