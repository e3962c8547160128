import { writeFileSync } from "node:fs";
import { asRefusal, refuse } from "./refused.ts";

/**
 * Writes a text to a file that a caller named, or on from where an open one stands. What its disk does not take is told by its
 * name: the store may lie on another.
 */
export function writeNamed(name: string, text: string, to: string | number = name): void {
  try {
    writeFileSync(to, text);
  } catch (error) {
    const isFull = asRefusal(error)?.code === "STORE_UNAVAILABLE";
    if (!isFull || !(error instanceof Error)) throw error;
    refuse("USAGE", `${name} takes no more: ${error.message}.`);
  }
}
