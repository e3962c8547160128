import { instant } from "@docket/event-sourcing";
import { expect, test } from "vitest";
import { sampleQuarter } from "./sample-quarter.ts";
import { foldedDesk } from "./testing/folded-desk.ts";

test("a whole quarter of 5,000 tickets is accepted to the last command", () => {
  const until = instant(Date.UTC(2026, 9, 1));
  const desk = foldedDesk(until);
  for (const command of sampleQuarter({ seed: 7, until, tickets: 5_000 })) {
    desk.send(command);
    desk.settle();
  }
  expect(desk.refused).toEqual([]);
  expect(desk.opened().length).toBeGreaterThanOrEqual(5_000);
});
