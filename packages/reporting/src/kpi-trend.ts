import type { Contribution } from "@docket/service-levels";
import type { BucketUnit } from "./buckets.ts";
import { kpiTotals, type KpiReport } from "./kpi.ts";
import type { KpiQuestion } from "./kpi-rows.ts";
import { kpiScan } from "./kpi-scan.ts";
import { policiesJudging, type Accumulator } from "./report.ts";

/** The figures of groups over the whole period, and in each bucket of it. */
export interface KpiTrend {
  readonly whole: KpiReport;
  readonly trend: KpiReport;
}

/** Both reports from one look at each ticket; the question's dimensions are attributes. */
export const kpiTrend = (question: KpiQuestion, unit: BucketUnit): Accumulator<KpiTrend> => {
  const overTime = { ...question, by: [...question.by, unit] };
  const scan = kpiScan(overTime);
  const whole = kpiTotals(question);
  const trend = kpiTotals(overTime);
  const policies = policiesJudging(question.now);
  const count = (one: Contribution): void => {
    trend.count(one);
    // Without buckets a group's window is the period itself.
    whole.count({ ...one, countedInGroup: one.counted });
  };
  return {
    add(ticket) {
      policies.add(ticket);
      for (const one of scan.add(ticket)) count(one);
    },
    report() {
      for (const one of scan.finish()) count(one);
      const { versions } = policies;
      return { whole: whole.report(versions), trend: trend.report(versions) };
    },
  };
};
