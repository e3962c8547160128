export { samplePolicyCommand } from "./sample-policy.ts";
export { diceFor, type Dice } from "./prng.ts";
export { sampleStages } from "./sample-quarter.ts";
