import type { BacklogReport } from "../backlog.ts";
import type { KpiTrend } from "../kpi-trend.ts";
import { instantOrNull } from "../report.ts";
import type { SlaReport } from "../sla.ts";
import type { OpenClock, WorstClocks } from "../worst-clocks.ts";
import { backlogSection } from "./backlog-page.ts";
import { numeric, tableOf, text } from "./columns.ts";
import { factsOf } from "./facts.ts";
import { trend } from "./glance.ts";
import { kpiPage } from "./kpi-page.ts";
import type { Page, Section } from "./page.ts";
import { readable, readableInstant } from "./readable.ts";
import { attainmentByTarget } from "./sla-page.ts";
import { targetWords } from "./words.ts";

/** What a desk looks at first; all parts answer the same question but for their dimensions. */
export interface Overview {
  readonly sla: SlaReport;
  /** By channel and week. */
  readonly kpis: KpiTrend;
  readonly backlog: BacklogReport;
  readonly worst: WorstClocks;
  /** The short name of a ticket. */
  readonly nameOf: (ticketId: string) => string;
}

/** What fits on a screen. */
const MAIN = [
  "attainment",
  "firstResponseTime",
  "firstResolutionTime",
  "abandonment",
  "csat",
  "firstContactResolution",
  "averageHandlingTime",
  "reopenRate",
] as const;

export const overviewPage = (overview: Overview): Page => {
  const { sla, kpis, backlog } = overview;
  const attainment = attainmentByTarget(sla);
  const byChannel = trend(kpis.trend, kpis.whole, MAIN);
  const clocks = clocksSection(overview);
  const figures = kpiPage(kpis.whole);
  return {
    title: "The desk at a glance",
    facts: factsOf({ ...kpis.whole, by: [] }),
    sections: [attainment, clocks, byChannel, backlogSection(backlog), ...figures.sections],
    brief: [attainment, byChannel, clocks],
  };
};

const clocksSection = ({ worst: { breached, next }, nameOf, sla }: Overview): Section => {
  const now = Date.parse(sla.now);
  return {
    title: "Worst open clocks",
    notes: [
      `Of open tickets: breached longest ago, then next to be breached. Due as the clocks of ${sla.zone} show it; the margin is calendar time.`,
    ],
    charts: [],
    table: tableOf<OpenClock>(
      [...breached, ...next],
      [text("ticket", ({ ticketId }) => nameOf(ticketId))],
      [
        text("target", ({ target }) => targetWords[target][0]),
        text("team", ({ team }) => team ?? "nobody"),
        text("due", ({ dueAt }) => readableInstant(instantOrNull(dueAt), sla.zone)),
        numeric("over by", ({ breachesAt: at }) => (at < now ? readable("ms", now - at) : "")),
        numeric("left", ({ breachesAt: at }) => (at < now ? "" : readable("ms", at - now))),
      ],
    ),
  };
};
