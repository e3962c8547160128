import {
  streamName,
  subject,
  type Decider,
  type StreamName,
  type Subject,
} from "@docket/event-sourcing";
import type { CustomerCommand, CustomerEvent, Refusal } from "@docket/schemas";
import { decide, type CustomerContext } from "./customer-decide.ts";
import { evolve } from "./customer-evolve.ts";
import type { CustomerState } from "./customer-state.ts";
import type { Timed } from "./decision.ts";

export const customerStream = (customerId: string): StreamName =>
  streamName("customer", customerId);
/** Whose key a command needs: the customer's, but to say that this key is gone. */
export const customerSubjectOf = ({
  type,
  customerId,
}: Pick<CustomerCommand, "type" | "customerId">): Subject =>
  subject(type === "completeErasure" ? "erasure" : "customer", customerId);

export const customerDecider: Decider<
  CustomerState,
  Timed<CustomerCommand>,
  CustomerEvent,
  Refusal,
  CustomerContext
> = { initial: { status: "unknown" }, decide, evolve };
