import { expect, test } from "vitest";
import { axisOf, groupedChart, type Measured } from "./grouped.ts";
import { htmlPage } from "./html.ts";

const measured = (day: string | null, n: number): Measured => ({
  group: { day },
  n,
  value: n === 0 ? null : 0.5,
});

const byDay = (days: readonly Measured[]) => axisOf({ by: ["day"], zone: "Europe/Berlin" }, days);

test("a day on which a figure has no case, or nothing at all happened, has its place in the chart and breaks the line", () => {
  const days = [
    measured("2026-03-06", 2),
    measured("2026-03-07", 0),
    measured("2026-03-09", 1),
    measured(null, 0),
  ];
  expect(groupedChart("Abandonment", "share", byDay(days), days)).toMatchObject([
    {
      buckets: ["2026-03-06", "2026-03-07", "2026-03-08", "2026-03-09"],
      lines: [{ label: "all", values: [0.5, null, null, 0.5] }],
    },
  ]);
});

test("the days around one on which nothing happened are as far apart in the drawing as they were", () => {
  const days = ["2026-03-06", "2026-03-07", "2026-03-10"].map((day) => measured(day, 1));
  const charts = groupedChart("Abandonment", "share", byDay(days), days);
  const table = { keys: 0, columns: [], rows: [] };
  const sections = [{ title: "Abandonment", notes: [], charts, table }];
  const html = htmlPage({ title: "Abandonment", facts: [], sections, brief: [] });
  // From the left, in a room 850 wide: two days joined, and a dash three days later.
  const [drawn] = Array.from(html.matchAll(/class="s0" d="([^"]+)"/g), ([, path]) => path);
  expect(drawn).toMatch(/^M90 [\d.]+L302.5 [\d.]+M937 [\d.]+h6$/);
});

test("of the days of many years a chart has the latest, and says since when", () => {
  const days = ["1970-01-01", "2026-03-07"].map((day) => measured(day, 1));
  const [chart] = groupedChart("Abandonment", "share", byDay(days), days);
  expect(chart).toMatchObject({ title: "Abandonment, since 1998-10-21" });
  expect(chart?.type === "lines" && chart.buckets.length).toBe(10_000);
});

test("a figure without a case has no chart", () => {
  const none = [measured("2026-03-07", 0)];
  expect(groupedChart("Abandonment", "share", byDay(none), none)).toEqual([]);
});
