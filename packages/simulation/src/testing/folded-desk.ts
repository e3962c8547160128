import {
  alarmCommand,
  articleDecider,
  customerDecider,
  levelsDecider,
  wantsSurveys,
} from "@docket/desk";
import {
  commandId,
  derivedUuid,
  instant,
  position,
  revision,
  subject,
  type EventId,
  type Instant,
  type RecordedEvent,
} from "@docket/event-sourcing";
import {
  defaultDeskPolicy,
  isArticleCommand,
  isCustomerCommand,
  isTicketCommand,
  parseCommand,
  type Command,
  type CustomerCommand,
  type Refusal,
  type TicketEvent,
} from "@docket/schemas";
import {
  absent,
  citedArticles,
  isHeld,
  otherTicketOf,
  parentOf,
  reactTo,
  ticketDecider,
  ticketStream,
  type Ticket,
  type TicketCommandToDecide,
  type TicketState,
} from "@docket/ticket";
import { factOf } from "@docket/read-models";
import { alarmsOf, isPassed, ticketClocks } from "@docket/service-levels";
import { samplePolicy, SAMPLE_POLICY_NAME } from "../sample-policy.ts";
import { foldedStreams } from "./folded-streams.ts";
import { sampleLevels } from "./sample-levels.ts";

interface Refused {
  readonly command: unknown;
  readonly refusal: Refusal;
}
/** One event as it befell a ticket that was open already: from which state, to which. */
export interface Change {
  readonly type: string;
  readonly before: Ticket;
  readonly after: Ticket;
}

const isOf = (state: TicketState, customerId: string): boolean =>
  state.position !== null && state.customerId === customerId;

const policy = { name: SAMPLE_POLICY_NAME, version: 1, document: samplePolicy };

/** The deciders, folded in memory: what the program makes of a command, without its store. */
export function foldedDesk(now: Instant) {
  const refused: Refused[] = [];
  /** How often each event occurred: `ticket opened`, `customer customerMerged`. */
  const counts = new Map<string, number>();
  const changes: Change[] = [];
  const histories = new Map<string, RecordedEvent<TicketEvent>[]>();
  const waiting: TicketCommandToDecide[] = [];

  const counted = (category: string) => ({
    event: ({ type }: { readonly type: string }) => {
      const key = `${category} ${type}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    refused: (command: unknown, refusal: Refusal) => refused.push({ command, refusal }),
  });
  const tickets = foldedStreams(ticketDecider, counted("ticket"));
  const customers = foldedStreams(customerDecider, counted("customer"));
  const articles = foldedStreams(articleDecider, counted("article"));
  const levels = foldedStreams(levelsDecider, counted("levels"));

  /** Takes a command as the program would read it. What follows in other tickets waits for {@link settle}. */
  function send(given: Command): void {
    const parsed = parseCommand(given);
    if (!parsed.ok) refused.push({ command: given, refusal: parsed.refusal });
    else take(parsed.command);
  }

  function take(command: Command): void {
    const occurredAt = command.occurredAt ?? now;
    if (isTicketCommand(command)) {
      toTicket({ ...command, ticketId: command.ticketId ?? command.commandId, occurredAt });
    } else if (isCustomerCommand(command)) {
      customers.send(command.customerId, { ...command, occurredAt }, aboutCustomer(command));
    } else if (isArticleCommand(command)) {
      articles.send(
        command.articleId,
        { ...command, occurredAt },
        {
          now,
          policy: defaultDeskPolicy,
        },
      );
    }
  }

  function settle(): void {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) toTicket(next);
  }

  /** Tells of every clock that has passed a threshold and is open, as the role of deadlines does. */
  function sweep(): void {
    for (const [ticketId, history] of histories) {
      const facts = history.flatMap((event) => factOf(event) ?? []);
      for (const clock of ticketClocks(facts, sampleLevels)) {
        for (const { threshold, ...alarm } of alarmsOf(clock, facts)) {
          if (!isPassed(alarm, Date.parse(now))) continue;
          const command = alarmCommand(ticketId, { ...clock, threshold }, instant(alarm.at));
          const context = { now, policy: { document: samplePolicy, levels: sampleLevels }, facts };
          levels.send(ticketId, command, context);
        }
      }
    }
  }

  function toTicket(command: TicketCommandToDecide): void {
    const { ticketId } = command;
    const entries = tickets.send(ticketId, command, aboutTicket(command));
    for (const [index, { before, event, after }] of entries.entries()) {
      if (before.position !== null && after.position !== null) {
        changes.push({ type: event.type, before, after });
      }
      const eventId = derivedUuid(ticketId, command.commandId, String(index));
      const occurredAt = instant(new Date(command.occurredAt));
      remember(command, event, eventId);
      const correlationId = command.commandId;
      waiting.push(...reactTo(event, { eventId, ticketId, occurredAt, correlationId }));
    }
  }

  function remember(command: TicketCommandToDecide, event: TicketEvent, id: EventId): void {
    const { ticketId, occurredAt } = command;
    const { id: agent, role } = command.actor;
    const history = histories.get(ticketId) ?? [];
    histories.set(ticketId, history);
    history.push({
      ...event,
      id,
      stream: ticketStream(ticketId),
      revision: revision(history.length),
      position: position(0n),
      recordedAt: now,
      metadata: {
        version: 1,
        commandId: commandId(command.commandId),
        digest: "",
        subject: subject("ticket", ticketId),
        actor: { id: agent, role },
        occurredAt: instant(new Date(occurredAt)),
        correlationId: command.commandId,
      },
    });
  }

  function aboutTicket(command: TicketCommandToDecide) {
    const state = tickets.states.get(command.ticketId) ?? absent;
    const other = otherTicketOf(command);
    const parent = parentOf(command);
    const customerId = state.position === null ? null : state.customerId;
    const customer = customers.states.get(customerId ?? "");
    return {
      now,
      policy,
      ...(other !== undefined && { other: tickets.states.get(other) ?? absent }),
      ...(parent !== undefined && { parent: tickets.states.get(parent) ?? absent }),
      surveysWanted: customer === undefined || wantsSurveys(customer),
      articles: new Map(
        citedArticles(command).map((id) => [id, articles.states.get(id)?.version ?? 0] as const),
      ),
    };
  }

  function aboutCustomer(command: CustomerCommand) {
    const into = command.type === "mergeCustomer" ? command.data.into : undefined;
    const other = customers.states.get(into ?? "");
    const held = [...tickets.states].find(
      ([, state]) => isHeld(state) && isOf(state, command.customerId),
    );
    return {
      now,
      policy: defaultDeskPolicy,
      heldTicket: held?.[0],
      ...(other !== undefined && { other }),
    };
  }

  const opened = (): readonly Ticket[] =>
    [...tickets.states.values()].filter((state) => state.position !== null);

  return { send, settle, sweep, opened, histories, changes, counts, refused };
}
