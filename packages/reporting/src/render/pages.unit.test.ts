import { DAY, HOUR, targetNames, type Fact } from "@docket/service-levels";
import { expect, test } from "vitest";
import { agentsIn, byAgent } from "../agents.ts";
import { backlogReport } from "../backlog.ts";
import { kpiTrend } from "../kpi-trend.ts";
import { kpiReport } from "../kpi.ts";
import type { KpiQuestion } from "../kpi-rows.ts";
import { slaReport } from "../sla.ts";
import {
  answered,
  assigned,
  closed,
  handled,
  invited,
  MONDAY,
  opened,
  question,
  replied,
  reportOn,
  resolved,
  tickets,
} from "../testing/tickets.ts";
import { worstClocks } from "../worst-clocks.ts";
import { agentsPage, agentsSheet } from "./agents-page.ts";
import { backlogPage, backlogSheet } from "./backlog-page.ts";
import { csvRecord } from "./csv.ts";
import { htmlPage } from "./html.ts";
import { kpiPage, kpiSheet } from "./kpi-page.ts";
import { overviewPage } from "./overview-page.ts";
import type { Sheet } from "./page.ts";
import { slaPage, slaSheet } from "./sla-page.ts";
import { textBlocks } from "./text.ts";

const WEEK = 7 * DAY;
const life = (at: number, hours: number, score: number, channel = "email"): Fact[] => [
  opened(at, { channel, customerId: `customer-${at}` }),
  assigned(at, "billing", "kim"),
  ...handled(at + HOUR, at + 2 * HOUR),
  replied(at + HOUR * hours),
  resolved(at + HOUR * hours),
  invited(at + HOUR * hours),
  answered(at + HOUR * (hours + 1), score, 9),
  closed(at + HOUR * (hours + 2)),
];
const DESK = tickets(
  life(MONDAY, 2, 5),
  life(MONDAY + WEEK, 30, 3),
  life(MONDAY + WEEK, 1, 4, "=phone"),
  [opened(MONDAY + 4 * WEEK)],
);

const asked = (given: Partial<KpiQuestion> = {}) =>
  question({ now: MONDAY + 4.2 * WEEK, ...given });
const kpis = (given: Partial<KpiQuestion> = {}) => reportOn(DESK, kpiReport(asked(given)));
const sla = (given: Partial<KpiQuestion> = {}) =>
  reportOn(DESK, slaReport({ ...asked(given), only: ["firstResponse", "firstResolution"] }));

const csvOf = ({ columns, rows }: Sheet): string => [columns, ...rows].map(csvRecord).join("\n");
const linesOf = (page: Parameters<typeof textBlocks>[0], width = 100): string[] =>
  textBlocks(page, width).flatMap((block) =>
    block.type === "text"
      ? block.text.split("\n")
      : [block.columns.map(({ title }) => title), ...block.rows].map((row) => row.join(" | ")),
  );

test("service levels in the terminal", () => {
  expect(linesOf(slaPage(sla({ by: ["channel"] })))).toMatchSnapshot();
});

test("service levels as CSV", () => {
  expect(csvOf(slaSheet(sla()))).toMatchSnapshot();
  expect(csvOf(slaSheet(sla({ by: ["channel", "week"] })))).toMatchSnapshot();
});

test("key figures in the terminal: alone, by an attribute and over time", () => {
  expect(linesOf(kpiPage(kpis()))).toMatchSnapshot();
  for (const by of [["channel"], ["week"], ["week", "channel"]] as const) {
    const page = kpiPage(kpis({ by }));
    expect(linesOf({ ...page, brief: page.brief.slice(1) })).toMatchSnapshot();
  }
});

test("key figures as CSV", () => {
  expect(csvOf(kpiSheet(kpis({ by: ["channel"] })))).toMatchSnapshot();
});

test("backlog and agents", () => {
  const instants = [MONDAY, MONDAY + HOUR, MONDAY + WEEK];
  const backlog = reportOn(DESK, backlogReport({ ...asked(), instants }));
  const agents = agentsIn(asked(), kpis(byAgent(asked())));
  expect(csvOf(backlogSheet(backlog))).toMatchSnapshot();
  expect(linesOf(backlogPage(backlog))).toMatchSnapshot();
  expect(csvOf(agentsSheet(agents))).toMatchSnapshot();
  expect(linesOf(agentsPage(agents))).toMatchSnapshot();
});

test("the overview: figures over the weeks, and the clocks that need somebody", () => {
  const now = asked().now;
  const worst = worstClocks(now, 2);
  const page = overviewPage({
    sla: reportOn(DESK, slaReport({ ...asked(), only: targetNames })),
    kpis: reportOn(DESK, kpiTrend(asked({ by: ["channel"] }), "week")),
    backlog: reportOn(DESK, backlogReport({ ...asked(), instants: [now] })),
    worst: reportOn(DESK, { add: worst.add, report: worst.worst }),
    nameOf: (ticketId) => `reference of ${ticketId}`,
  });
  expect(linesOf(page)).toMatchSnapshot();
});

test("no table is wider than the terminal, unless a row's names and one column are", () => {
  for (const width of [60, 80, 120]) {
    for (const block of textBlocks(kpiPage(kpis({ by: ["channel"] })), width)) {
      if (block.type !== "table" || block.columns.length === 2) continue;
      const widths = block.columns.map(({ title }, place) =>
        Math.max(title.length, ...block.rows.map((row) => row[place]?.length ?? 0)),
      );
      expect(widths.reduce((sum, one) => sum + one + 3, 1)).toBeLessThanOrEqual(width);
    }
  }
});

test("the same report gives the same bytes; a trend tells the whole period as the plain report does", () => {
  const by = ["channel"] as const;
  expect(htmlPage(kpiPage(kpis({ by })))).toBe(htmlPage(kpiPage(kpis({ by }))));
  const { whole, trend } = reportOn(DESK, kpiTrend(asked({ by }), "week"));
  expect(whole).toEqual(kpis({ by }));
  expect(trend).toEqual(kpis({ by: ["channel", "week"] }));
});

test("a report over nothing is a page too", () => {
  for (const page of [
    slaPage(slaReport({ ...asked({ by: ["week"] }), only: targetNames }).report()),
    kpiPage(kpiReport(asked({ by: ["week"] })).report()),
    backlogPage(backlogReport({ ...asked(), instants: [] }).report()),
    agentsPage(agentsIn(asked(), kpiReport(byAgent(asked())).report())),
  ]) {
    expect(htmlPage(page)).not.toMatch(/NaN|Infinity|undefined/);
  }
});
