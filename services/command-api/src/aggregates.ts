import {
  articleDecider,
  articleStream,
  articleSubjectOf,
  customerDecider,
  customerStream,
  customerSubjectOf,
  policyDecider,
  policyStream,
  policySubjectOf,
  policyText,
  type ArticleState,
  type CustomerContext,
  type CustomerState,
  type DeskContext,
  type PolicyState,
} from "@docket/desk";
import type { Aggregate, Dated, Found, Instant } from "@docket/event-sourcing";
import {
  DEFAULT_POLICY_NAME,
  isRefusalCode,
  refusal,
  type ArticleCommand,
  type ArticleEvent,
  type CustomerCommand,
  type CustomerEvent,
  type PolicyCommand,
  type PolicyEvent,
  type Refusal,
  type TicketCommand,
  type TicketEvent,
} from "@docket/schemas";
import {
  citedArticles,
  otherTicketOf,
  parentOf,
  subjectOf,
  ticketDecider,
  ticketStream,
  type TicketContext,
  type TicketState,
} from "@docket/ticket";
import { mergesOfTickets, wayFrom } from "./circle.ts";
import { customerWay, isErased, mayBeSurveyed, type People } from "./people.ts";
import { after, type AtHand, type Policies } from "./policies.ts";

/** What deciding on one stream may ask of others. Each answer is of its moment. */
export interface Surroundings extends People {
  readonly policies: Policies;
  readonly ticket: (ticketId: string) => Promise<TicketState>;
  readonly article: (articleId: string) => Promise<ArticleState>;
  /** The first ticket of this customer that may not be erased now. */
  readonly heldTicket: (customerId: string) => Promise<string | undefined>;
  /** The first for which their keys may not be destroyed now. */
  readonly heldKeys: (customerId: string) => Promise<string | undefined>;
}

const found = <Value>(value: Value): Found<Value, never> => ({ found: true, value });

/** A ticket command whose target is known: `open` without an id has been given one. */
export type TargetedTicketCommand = TicketCommand & { readonly ticketId: string };

export function ticketAggregate(
  around: Surroundings,
): Aggregate<TicketState, TargetedTicketCommand, TicketEvent, Refusal, TicketContext> {
  return {
    decider: ticketDecider,
    stream: ({ ticketId }) => ticketStream(ticketId),
    begins: ({ type }) => type === "open",
    subject: subjectOf,
    content: ticketContent,
    context(command, state, now) {
      const policy = policyFor(command, state, around.policies);
      if (policy instanceof Promise || asksOthers(command)) {
        return lookAround(command, state, now, policy, around);
      }
      return policy.found ? found({ now, policy: policy.value }) : policy;
    },
    recording: {
      toEvent: ({ type }, { code }) => ({ type: "commandRefused", data: { command: type, code } }),
      fromEvent: (event) =>
        event.type === "commandRefused" && isRefusalCode(event.data.code)
          ? refusal(event.data.code)
          : undefined,
    },
  };
}

/** Promised instants are a map, which some senders write in another order each time. */
function ticketContent(command: TargetedTicketCommand): object {
  if (command.type !== "open" || command.data.targets === undefined) return command;
  const targets = Object.entries(command.data.targets).toSorted(([one], [other]) =>
    one < other ? -1 : 1,
  );
  return { ...command, data: { ...command.data, targets } };
}

type BoundPolicy = TicketContext["policy"];

async function lookAround(
  command: Dated<TargetedTicketCommand>,
  state: TicketState,
  now: Instant,
  policy: AtHand<Found<BoundPolicy, Refusal>>,
  around: Surroundings,
): Promise<Found<TicketContext, Refusal>> {
  const ruling = await policy;
  if (!ruling.found) return ruling;
  return found({ now, policy: ruling.value, ...(await namedBy(command, state, around)) });
}

/** The version that the ticket was opened under, or the one in force when it is opened. */
function policyFor(
  command: Dated<TargetedTicketCommand>,
  state: TicketState,
  policies: Policies,
): AtHand<Found<BoundPolicy, Refusal>> {
  if (state.position !== null) {
    const { name, version } = state.policy;
    return after(policies.bound(name, version), (bound) =>
      bound === undefined
        ? { found: false, refusal: refusal("POLICY_NOT_FOUND", `\`${name}\` ${version}.`) }
        : found({ name, ...bound }),
    );
  }
  const name = (command.type === "open" ? command.data.policy : undefined) ?? DEFAULT_POLICY_NAME;
  const { occurredAt } = command;
  return after(policies.inForce(name, occurredAt), (inForce) => {
    if (inForce !== undefined) return found({ name, ...inForce });
    const where = { field: "data.policy" };
    return {
      found: false,
      refusal: refusal("POLICY_NOT_FOUND", `\`${name}\` at ${occurredAt}.`, where),
    };
  });
}

/** Whether deciding asks for the state of another stream. */
const asksOthers = (command: TicketCommand): boolean =>
  namesOthers(command) || command.type === "identifyCustomer";

/** Whether deciding asks for another ticket, an article or the customer's wishes, which commands beside it may change. */
export const namesOthers = (command: TicketCommand): boolean =>
  command.type === "inviteToSurvey" ||
  otherTicketOf(command) !== undefined ||
  parentOf(command) !== undefined ||
  citedArticles(command).length > 0;

/** The tickets, articles and customers that a command names. */
async function namedBy(
  command: Dated<TargetedTicketCommand>,
  state: TicketState,
  around: Surroundings,
): Promise<Omit<TicketContext, "now" | "policy">> {
  const other = otherTicketOf(command);
  const parent = parentOf(command);
  const cited = citedArticles(command);
  return {
    ...(other !== undefined && (await otherTicket(other, around))),
    ...(parent !== undefined && { parent: await around.ticket(parent) }),
    ...(command.type === "identifyCustomer" && {
      customerErased: await isErased(command.data.customerId, around),
    }),
    ...(cited.length > 0 && { articles: await latestVersions(cited, around) }),
    ...(command.type === "inviteToSurvey" && { surveysWanted: await surveysWanted(state, around) }),
  };
}

async function otherTicket(ticketId: string, around: Surroundings) {
  const other = await around.ticket(ticketId);
  if (other.position === null || other.mergedInto === null) return { other };
  // Read once: it may have been unmerged by now.
  const read = async (id: string) => (id === ticketId ? other : around.ticket(id));
  const { standing } = await wayFrom(ticketId, mergesOfTickets(read));
  return { other, standing };
}

const surveysWanted = async (state: TicketState, around: Surroundings): Promise<boolean> =>
  state.position === null || state.customerId === null || mayBeSurveyed(state.customerId, around);

async function latestVersions(
  cited: readonly string[],
  around: Surroundings,
): Promise<ReadonlyMap<string, number>> {
  const latest = new Map<string, number>();
  for (const articleId of cited) {
    const { version } = await around.article(articleId);
    if (version > 0) latest.set(articleId, version);
  }
  return latest;
}

export function customerAggregate(
  around: Surroundings,
): Aggregate<CustomerState, CustomerCommand, CustomerEvent, Refusal, CustomerContext> {
  return {
    decider: customerDecider,
    stream: ({ customerId }) => customerStream(customerId),
    begins: ({ type }) => type === "registerCustomer",
    subject: (_state, command) => customerSubjectOf(command),
    async context(command, state, now) {
      const policy = await around.policies.ofDesk(now);
      const { customerId } = command;
      if (state.status === "merged" && command.type !== "eraseCustomer") {
        const { standing } = await customerWay(customerId, around);
        return found({ now, policy, standing });
      }
      if (command.type === "mergeCustomer") {
        const other = await around.customer(command.data.into);
        const { standing } = await customerWay(command.data.into, around);
        return found({ now, policy, other, standing });
      }
      if (command.type === "eraseCustomer") {
        return found({
          now,
          policy,
          heldTicket: await around.heldTicket(command.customerId),
        });
      }
      if (command.type === "completeErasure") {
        const heldTicket = await around.heldKeys(customerId);
        if (command.data.also === undefined) return found({ now, policy, heldTicket });
        const samePerson = await around.samePerson(customerId);
        return found({ now, policy, heldTicket, samePerson });
      }
      return found({ now, policy });
    },
  };
}

export const articleAggregate = ({
  policies,
}: Surroundings): Aggregate<ArticleState, ArticleCommand, ArticleEvent, Refusal, DeskContext> => ({
  decider: articleDecider,
  stream: ({ articleId }) => articleStream(articleId),
  subject: (_state, command) => articleSubjectOf(command),
  context: async (_command, _state, now) => found({ now, policy: await policies.ofDesk(now) }),
});

export const policyAggregate = ({
  policies,
}: Surroundings): Aggregate<PolicyState, PolicyCommand, PolicyEvent, Refusal, DeskContext> => ({
  decider: policyDecider,
  stream: ({ policy }) => policyStream(policy),
  subject: (_state, command) => policySubjectOf(command),
  content: ({ data, ...command }) => ({
    ...command,
    data: { ...data, document: policyText(data.document) },
  }),
  context: async (_command, _state, now) => found({ now, policy: await policies.ofDesk(now) }),
});
