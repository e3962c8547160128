import { expect, test } from "vitest";
import { groupedChart, type Measured } from "./grouped.ts";

const measured = (day: string | null, n: number): Measured => ({
  group: { day },
  n,
  value: n === 0 ? null : 0.5,
  interval: null,
  provisional: false,
});

test("a day on which the figure has no case has its place in the chart, and breaks the line", () => {
  const days = [
    measured("2026-03-06", 2),
    measured("2026-03-07", 0),
    measured("2026-03-09", 1),
    measured(null, 0),
  ];
  expect(groupedChart("Abandonment", "share", ["day"], days)).toMatchObject([
    {
      buckets: ["2026-03-06", "2026-03-07", "2026-03-09"],
      lines: [{ label: "all", values: [0.5, null, 0.5] }],
    },
  ]);
});

test("a figure without a case has no chart", () => {
  expect(groupedChart("Abandonment", "share", ["day"], [measured("2026-03-07", 0)])).toEqual([]);
});
