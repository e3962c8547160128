export { SAMPLE_POLICY_NAME, samplePolicy, samplePolicyCommand } from "./sample-policy.ts";
export { diceFor, type Dice } from "./prng.ts";
export { sampleQuarter, sampleStages, type SampleOptions } from "./sample-quarter.ts";
