export { SAMPLE_POLICY_NAME, samplePolicy, samplePolicyCommand } from "./sample-policy.ts";
export { sampleQuarter, sampleStages, type SampleOptions } from "./sample-quarter.ts";
