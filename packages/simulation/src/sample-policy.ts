import { defaultDeskPolicy, type DeskPolicy, type PolicyCommand } from "@docket/schemas";

export const SAMPLE_POLICY_NAME = "sample";

/**
 * The desk's built-in policy, save that everyone may record what happened up to three years ago: the quarter is told
 * all at once, by the people who would have told it day by day.
 */
export const samplePolicy: DeskPolicy = { ...defaultDeskPolicy, lateRecording: "PT26280H" };

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
