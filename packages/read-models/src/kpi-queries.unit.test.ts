import { holds, type Row, type Select } from "@docket/event-sourcing";
import { expect, test } from "vitest";
import { openClocks } from "./kpi-queries.ts";

/** As a store gives them: by `breachesAt`, null first, and then by their key. */
const inOrder = (rows: readonly Row[]) => ({
  select: async (_: unknown, { where = [], limit, offset = 0 }: Select) =>
    rows.filter((row) => holds(where, row)).slice(offset, offset + (limit ?? rows.length)),
  load: () => Promise.reject(new Error("nothing is loaded")),
  count: () => Promise.reject(new Error("nothing is counted")),
  scan: () => {
    throw new Error("nothing is scanned");
  },
});

test("every open clock is read once, though more than a page will breach at one instant, or at none", async () => {
  const at = [
    ...Array.from({ length: 45_000 }, () => null),
    "2026-03-01T08:00:00.000Z",
    ...Array.from({ length: 50_000 }, () => "2026-03-02T08:00:00.000Z"),
    ...Array.from({ length: 39_999 }, (_, minute) =>
      new Date(minute * 60_000 + 2e12).toISOString(),
    ),
  ];
  const rows = at.map((breachesAt, place) => ({ ticketId: String(place), breachesAt, open: true }));
  const found = (await Array.fromAsync(openClocks(inOrder(rows)))).flat();
  expect(found.length).toBe(rows.length);
  expect(new Set(found).size).toBe(rows.length);
});
