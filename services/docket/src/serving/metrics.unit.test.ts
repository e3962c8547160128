import { memoryEventStore, type EventStore } from "@docket/event-sourcing";
import { expect, test } from "vitest";
import { createMetrics } from "./metrics.ts";

test("figures that nobody answers for are left out until somebody does; the others stay", async () => {
  const metrics = createMetrics("projector");
  const store = memoryEventStore();
  let away = false;
  const unsteady: EventStore = {
    ...store,
    readAll: (page) =>
      away
        ? Promise.reject(Object.assign(new Error("gone"), { code: "STORE_UNAVAILABLE" }))
        : store.readAll(page),
  };
  const readModels = { checkpoint: () => Promise.resolve(null) };
  metrics.watchLag("tickets", ["tickets"], unsteady, readModels);
  metrics.watchParked("tickets", () => Promise.resolve(2));
  metrics.watch(
    "docket_told",
    "Told",
    async () => (await unsteady.readAll({ after: null, limit: 1 })).length,
  );
  const shown = async () =>
    (await metrics.text()).match(/^docket_(lag_events|lag_seconds|parked_streams|told)\b.*$/gm);
  const parked = 'docket_parked_streams{group="tickets",roles="projector"} 2';
  const whole = [
    'docket_lag_events{group="tickets",roles="projector"} 0',
    'docket_lag_seconds{group="tickets",roles="projector"} 0',
    parked,
    'docket_told{roles="projector"} 0',
  ];
  expect(await shown()).toEqual(whole);
  away = true;
  expect(await shown()).toEqual([parked]);
  away = false;
  expect(await shown()).toEqual(whole);
});
