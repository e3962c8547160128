import { describe, test } from "vitest";
import { runCheck, type Check, type Open } from "./contract.ts";

export { busContract } from "./bus.contract.ts";
export { eventStoreContract } from "./event-store.contract.ts";
export { keyStoreContract } from "./key-store.contract.ts";
export { readModelStoreContract } from "./read-model-store.contract.ts";

/**
 * Registers a port's contract as tests of an adapter.
 * @param newPlace gives each check an empty place of its own, as the function that opens it
 */
export function testContract<Port extends { close(): Promise<void> }>(
  adapter: string,
  contract: readonly Check<Port>[],
  newPlace: () => Open<Port>,
): void {
  describe(adapter, () => {
    for (const check of contract) {
      test(check.name, async () => {
        await runCheck(check, newPlace());
      });
    }
  });
}
