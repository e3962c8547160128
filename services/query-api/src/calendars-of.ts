import { publishedPolicies, type KpiTables } from "@docket/read-models";
import { servicePolicyOf, type Calendar } from "@docket/service-levels";

/** A calendar by the version of the policy that has it. */
export type CalendarOf = (policyVersion: string) => Calendar | null;

export async function calendarsOf(store: KpiTables, calendar: string): Promise<CalendarOf> {
  const known = new Map<string, Calendar | null>();
  for (const { name, version } of await publishedPolicies(store)) {
    const policy = servicePolicyOf(name, version);
    known.set(policy.version, policy.calendars.get(calendar)?.calendar ?? null);
  }
  return (policyVersion) => known.get(policyVersion) ?? null;
}
