import { formatInstant, type EpochMs } from "@docket/service-levels";
import type { BacklogReport } from "../backlog.ts";
import type { KpiCourse } from "../kpi-course.ts";
import type { SlaReport } from "../sla.ts";
import type { OpenClock, WorstClocks } from "../worst-clocks.ts";
import { backlogSection } from "./backlog-page.ts";
import { factsOf } from "./facts.ts";
import { course } from "./glance.ts";
import { kpiPage } from "./kpi-page.ts";
import { number, text, type Page, type Section } from "./page.ts";
import { readable, readableInstant } from "./readable.ts";
import { attainmentByTarget } from "./sla-page.ts";
import { targetWords } from "./words.ts";

/** What a desk looks at first; all parts answer the same question but for their dimensions. */
export interface Overview {
  readonly sla: SlaReport;
  /** By channel and week. */
  readonly kpis: KpiCourse;
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
  const byChannel = course(kpis.course, kpis.whole, MAIN);
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
  const row = (clock: OpenClock): readonly string[] => [
    nameOf(clock.ticketId),
    targetWords[clock.target][0],
    clock.team ?? "nobody",
    readableInstant(clock.dueAt === null ? null : formatInstant(clock.dueAt), sla.zone),
    ...margin(clock, now),
  ];
  return {
    title: "Worst open clocks",
    notes: [
      `Of open tickets: breached longest ago, then next to be breached. Due as the clocks of ${sla.zone} show it; the margin is calendar time.`,
    ],
    charts: [],
    table: {
      keys: 1,
      columns: [
        ...["ticket", "target", "team"].map(text),
        text("due"),
        number("over by"),
        number("left"),
      ],
      rows: [...breached, ...next].map(row),
    },
  };
};

const margin = ({ breachesAt }: OpenClock, now: EpochMs): readonly [string, string] =>
  breachesAt < now
    ? [readable("ms", now - breachesAt), ""]
    : ["", readable("ms", breachesAt - now)];
