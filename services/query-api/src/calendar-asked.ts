import { ROLLUP_CALENDAR } from "@docket/read-models";
import { compareTexts } from "@docket/reporting";
import { refusal, type Refusal } from "@docket/schemas";
import { servicePolicyOf, type Policy } from "@docket/service-levels";
import type { ReportSource } from "./report-source.ts";

/**
 * Why business time cannot be told by a calendar: no policy has it of those that tickets are judged by. The usual one may
 * be missing, for whoever named none.
 * @param field what names it, in the request or on the command line
 */
export async function calendarRefusal(
  source: Pick<ReportSource, "policies">,
  {
    calendar,
    policy,
    field,
  }: {
    readonly calendar: string;
    readonly policy: Policy | null;
    readonly field: string;
  },
): Promise<Refusal | undefined> {
  if (calendar === ROLLUP_CALENDAR) return undefined;
  const policies = policy === null ? await published(source) : [policy];
  const known = new Set(policies.flatMap(({ calendars }) => [...calendars.keys()]));
  if (known.has(calendar)) return undefined;
  const allowed = [...known].toSorted(compareTexts);
  return refusal("INVALID_FIELD", `\`${field}\`: no policy has that calendar.`, { field, allowed });
}

const published = async (source: Pick<ReportSource, "policies">): Promise<readonly Policy[]> =>
  (await source.policies()).map(({ name, version }) => servicePolicyOf(name, version));
