import type { CustomerState } from "@docket/desk";

/** A customer's state by id, as of the last commit. */
type ReadCustomer = (customerId: string) => Promise<CustomerState>;

/** Whether a customer is erased, or whom they were merged into: from `customerErased` on, before any key is destroyed (D16). */
export async function isErased(customerId: string, read: ReadCustomer): Promise<boolean> {
  for await (const { status } of upwards(customerId, read)) if (status === "erased") return true;
  return false;
}

/** The customer, whom they were merged into, and so on. Who merged into each other at the same moment are one circle. */
async function* upwards(customerId: string, read: ReadCustomer): AsyncGenerator<CustomerState> {
  const passed = new Set<string>();
  let next: string | null = customerId;
  while (next !== null && !passed.has(next)) {
    passed.add(next);
    const state: CustomerState = await read(next);
    yield state;
    next = state.status === "merged" ? state.into : null;
  }
}
