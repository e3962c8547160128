import type { ReportHeader } from "../report.ts";

interface Asked extends ReportHeader {
  readonly policyVersions?: readonly string[];
  readonly calendar?: string;
}

/** What a report was asked, and from what it was made, by the names people use. */
export const factsOf = (report: Asked): readonly (readonly [string, string])[] => [
  ["period", `${report.from ?? "the beginning"} to ${report.to ?? "now"}`],
  ["judged at", report.now],
  ["as known at", report.asOf ?? "the beginning"],
  ["time zone", report.zone],
  ["service levels", serviceLevels(report)],
  ...(report.calendar === undefined ? [] : [["business time by", report.calendar] as const]),
  ...(report.by.length === 0 ? [] : [["by", report.by.join(", ")] as const]),
];

const serviceLevels = ({ policy, policyVersions = [] }: Asked): string => {
  if (policy !== null) return `${policy}, for all tickets`;
  return policyVersions.length === 0 ? "those of each ticket" : policyVersions.join(", ");
};
