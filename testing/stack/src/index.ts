export { startStack } from "./stack.ts";
