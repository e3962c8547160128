import {
  levelsDecider,
  levelsStream,
  levelsSubject,
  type LevelsContext,
  type LevelsState,
} from "@docket/desk";
import type { Aggregate, EventStore, Found } from "@docket/event-sourcing";
import { createPolicyBook, factsOfStream, type PolicyBook } from "@docket/read-models";
import { refusal, type LevelsCommand, type LevelsEvent, type Refusal } from "@docket/schemas";
import type { Fact } from "@docket/service-levels";
import { eventFormats } from "./event-formats.ts";
import type { Policies } from "./policies.ts";

/** The facts of a ticket as its stream has them now. */
export type ReadFacts = (ticketId: string) => Promise<readonly Fact[]>;

export const factsIn =
  (store: Pick<EventStore, "readStream">): ReadFacts =>
  async (ticketId) => {
    const facts: Fact[] = [];
    for await (const { fact } of factsOfStream(store, eventFormats, ticketId)) facts.push(fact);
    return facts;
  };

/** What is told of a ticket's clocks: decided by the ticket's own stream, and appended beside it. */
export function levelsAggregate(around: {
  readonly policies: Policies;
  readonly facts: ReadFacts;
}): Aggregate<LevelsState, LevelsCommand, LevelsEvent, Refusal, LevelsContext> {
  const book = createPolicyBook();
  return {
    decider: levelsDecider,
    stream: ({ ticketId }) => levelsStream(ticketId),
    subject: () => levelsSubject,
    async context({ ticketId }, _state, now) {
      const facts = await around.facts(ticketId);
      const policy = await policyOf(facts, around.policies, book);
      return policy.found ? { found: true, value: { now, policy: policy.value, facts } } : policy;
    },
  };
}

/** The version that the ticket is bound to. */
async function policyOf(
  facts: readonly Fact[],
  policies: Policies,
  book: PolicyBook,
): Promise<Found<LevelsContext["policy"], Refusal>> {
  const opening = facts.find((fact) => fact.type === "opened");
  if (opening === undefined) return { found: false, refusal: refusal("TICKET_NOT_FOUND") };
  const { name, version } = opening.policy;
  const bound = await policies.bound(name, version);
  if (bound !== undefined) book.learn(name, bound);
  const levels = book.of(facts);
  return bound === undefined || levels === undefined
    ? { found: false, refusal: refusal("POLICY_NOT_FOUND", `\`${name}\` ${version}.`) }
    : { found: true, value: { document: bound.document, levels } };
}
