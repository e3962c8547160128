import type { CustomerCommand } from "@docket/schemas";
import { daysAfter, toInstant, type Quarter } from "./calendar-of-work.ts";
import type { Customer, People } from "./people.ts";
import { diceFor } from "./prng.ts";
import { administrator, customerDatabase, documents } from "./staff.ts";

type StepOf<Command> = Command extends CustomerCommand
  ? Pick<Command, "type" | "data" | "actor">
  : never;
type Step = StepOf<CustomerCommand>;

/** How the customers came to be known, all before the quarter. */
export function* customerCommands(
  { staying, doubles, leaving }: People,
  seed: number,
  quarter: Quarter,
): Generator<CustomerCommand> {
  for (const [index, customer] of [...staying, ...doubles, ...leaving].entries()) {
    const dice = diceFor(seed, "known since", index);
    const at = daysAfter(quarter.from, -dice.between(10, 700));
    const steps = [registered(customer), ...laterChanges(customer, index)];
    yield* inOrder(customer, at, steps);
  }
}

function registered(customer: Customer): Step {
  const { name, email, tier, language, prefers, surveys } = customer;
  return {
    type: "registerCustomer",
    actor: customerDatabase,
    data: {
      name,
      identities: [{ kind: "email", value: email }],
      tier,
      preferences: { language, channel: prefers, ...(surveys ? {} : { surveys }) },
    },
  };
}

/** What became known afterwards, of some more than of others. */
function laterChanges({ name, email, phone, tier }: Customer, index: number): readonly Step[] {
  const known = { kind: "phone", value: phone } as const;
  const old = { kind: "email", value: `old.${email}` } as const;
  const by = { actor: customerDatabase };
  switch (index % 8) {
    case 0:
      return [{ type: "renameCustomer", ...by, data: { name: `${name} (Halden Club)` } }];
    case 1:
      return [
        { type: "addIdentity", ...by, data: old },
        { type: "removeIdentity", ...by, data: old },
      ];
    case 2:
      return [{ type: "changePreferences", ...by, data: { channel: "phone", surveys: true } }];
    case 3:
      return [
        { type: "changeTier", actor: administrator, data: { tier: "premium" } },
        { type: "changeTier", actor: administrator, data: { tier: "standard" } },
        { type: "changeTier", actor: administrator, data: { tier } },
      ];
    case 4:
      return [
        { type: "addIdentity", ...by, data: known },
        { type: "addIdentity", ...by, data: known },
      ];
    default:
      return [{ type: "addIdentity", ...by, data: known }];
  }
}

/** What the end of the quarter brings: doubles become one, and those who asked for it are forgotten. */
export function* farewells(
  { staying, doubles, leaving }: People,
  { until }: Quarter,
): Generator<CustomerCommand> {
  for (const [index, double] of doubles.entries()) {
    const into = (staying[index] ?? staying[0]).customerId;
    yield* inOrder(
      double,
      daysAfter(until, -1),
      [{ type: "mergeCustomer", actor: administrator, data: { into } }],
      "merged",
    );
  }
  for (const customer of leaving) {
    yield* inOrder(
      customer,
      daysAfter(until, -0.25),
      [{ type: "eraseCustomer", actor: documents, data: { ground: "customer's request" } }],
      "erased",
    );
  }
}

function* inOrder(
  { customerId }: Customer,
  from: number,
  steps: readonly Step[],
  occasion = "known",
): Generator<CustomerCommand> {
  for (const [index, step] of steps.entries()) {
    yield {
      ...step,
      customerId,
      commandId: `${customerId}-${occasion}-${index}`,
      occurredAt: toInstant(daysAfter(from, index)),
    };
  }
}
