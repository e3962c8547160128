import {
  defaultDeskPolicy,
  serviceLevels,
  type DeskPolicy,
  type PolicyCommand,
} from "@docket/schemas";
import { defaultServiceLevels } from "@docket/service-levels";
import { CLOSES_AT, DESK_ZONE, OPENS_AT } from "./calendar-of-work.ts";

export const SAMPLE_POLICY_NAME = "sample";

const clock = (hour: number) => `${String(hour).padStart(2, "0")}:00`;
const hours: [string, string][] = [[clock(OPENS_AT), clock(CLOSES_AT)]];

/** Whoever waits for what is urgent longer than was promised comes before management (D10). */
function escalating<Rule extends { readonly name: string }>(rule: Rule): Rule {
  const urgent = ["priority 1 resolved", "priority 2 resolved"].includes(rule.name);
  return urgent ? { ...rule, escalations: [{ on: "breach", to: "management" }] } : rule;
}

/** The built-in service levels in the desk's own opening hours, and what they leave out. */
const sampleLevels = serviceLevels.parse({
  calendars: {
    business: {
      timeZone: DESK_ZONE,
      weekly: { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours },
    },
  },
  rules: [
    ...defaultServiceLevels.rules.map(escalating),
    {
      name: "any first answer",
      target: "firstResponseAny",
      within: "PT4H",
      calendar: "business",
    },
    { name: "closed", target: "closure", within: "PT80H", calendar: "business", warnings: [80] },
  ],
});

/**
 * The desk's built-in policy, save for its service levels, and that everyone may record what happened up to three years
 * ago: the quarter is told all at once, by the people who would have told it day by day.
 */
export const samplePolicy: DeskPolicy = {
  ...defaultDeskPolicy,
  lateRecording: "PT26280H",
  serviceLevels: sampleLevels,
};

const EPOCH = "1970-01-01T00:00:00.000Z";

/** Publishes {@link samplePolicy}. The same command always: it takes effect once. */
export const samplePolicyCommand = (): PolicyCommand & { readonly occurredAt: string } => ({
  type: "publishPolicy",
  policy: SAMPLE_POLICY_NAME,
  commandId: `built-in-policy-${SAMPLE_POLICY_NAME}`,
  actor: { id: "docket", role: "administrator" },
  occurredAt: EPOCH,
  data: { effectiveFrom: EPOCH, document: samplePolicy },
});
