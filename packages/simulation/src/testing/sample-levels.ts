import { servicePolicyOf } from "@docket/service-levels";
import { samplePolicy, SAMPLE_POLICY_NAME } from "../sample-policy.ts";

/** The service levels that the sample's tickets are bound to. */
export const sampleLevels = servicePolicyOf(SAMPLE_POLICY_NAME, {
  version: 1,
  effectiveFrom: "1970-01-01T00:00:00.000Z",
  document: samplePolicy,
});
