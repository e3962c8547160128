import type { Fact, FactOf } from "@docket/service-levels";
import fc from "fast-check";

export const START = Date.parse("2026-03-02T08:00:00.000Z");
export const HOUR = 3_600_000;

export const opening: FactOf<"opened"> = {
  type: "opened",
  at: START,
  kind: "complaint",
  channel: "email",
  externalId: null,
  customerId: null,
  language: null,
  tier: null,
  priority: 3,
  policy: { name: "desk", version: 1 },
  targets: {},
};

const types = ["messageReceived", "customerAwaited", "resumed", "reopened", "withdrawn"] as const;

/** Any fact that a clock looks at, in the 300 hours after the opening. */
export const anyFact = fc
  .tuple(
    fc.integer({ min: 0, max: 300 }),
    fc.oneof(
      fc.constantFrom(...types).map((type) => ({ type })),
      fc.boolean().map((automatic) => ({ type: "replied" as const, automatic })),
      fc.integer({ min: 1, max: 5 }).map((priority) => ({
        type: "priorityChanged" as const,
        priority,
      })),
      fc.constant({ type: "resolved" as const, articles: [] }),
      fc.constant({ type: "closed" as const, outcome: "satisfied" }),
      fc.constant({ type: "merged" as const, into: "U" }),
      fc.constant({ type: "unmerged" as const }),
    ),
  )
  .map(([hours, what]): Fact => ({ at: START + hours * HOUR, ...what }));
