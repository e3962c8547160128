import { commandId, instant, revision, type Instant } from "@docket/event-sourcing";
import {
  defaultDeskPolicy,
  isTicketCommand,
  parseCommand,
  type DeskPolicy,
  type RefusalCode,
  type Role,
  type TicketCommandType,
  type TicketEvent,
} from "@docket/schemas";
import type { DataOf, TicketCommandToDecide, TicketContext } from "../decide/decision.ts";
import { absent, type TicketState } from "../state.ts";
import { ticketDecider } from "../ticket.ts";

/** Given these events, when this command comes, then these events follow, exact and in order, or it is refused. */

export const TICKET = "01JTHETCKET000000000000000";
export const OTHER = "01JXTHER0T1CKET00000000000";
export const START = "2026-03-02T09:00:00.000Z";
/** The instant so many hours after the start. */
export const hours = (count: number): Instant => instant(Date.parse(START) + count * 3_600_000);

export type Past = TicketEvent & { readonly occurredAt?: string };

export function stateOf(events: readonly Past[]): TicketState {
  return events.reduce<TicketState>(
    (state, event, index) =>
      ticketDecider.evolve(state, event, {
        revision: revision(index),
        commandId: commandId(`past-${index}`),
        occurredAt: instant(Date.parse(event.occurredAt ?? START)),
        actor: { id: "agent-1", role: "representative" },
      }),
    absent,
  );
}

interface Sent {
  readonly commandId?: string;
  readonly role?: Role;
  readonly occurredAt?: string;
}
interface Known extends Omit<Partial<TicketContext>, "policy"> {
  readonly policy?: DeskPolicy;
}

export function contextOf({
  policy = defaultDeskPolicy,
  now = hours(1),
  ...rest
}: Known): TicketContext {
  return { now, policy: { name: "desk", version: 1, document: policy }, ...rest };
}

export function commandFor<Type extends TicketCommandType>(
  type: Type,
  data: DataOf<Type>,
  circumstances: Sent = {},
): TicketCommandToDecide {
  return commandOf(type, data, circumstances);
}

/** A command as it would come in, parsed. */
export function commandOf(
  type: string,
  data: object,
  { commandId: id = "command-1", role = "administrator", occurredAt = START }: Sent = {},
): TicketCommandToDecide {
  const sent = { type, ticketId: TICKET, commandId: id, actor: { id: "agent-1", role }, data };
  const parsed = parseCommand({ ...sent, occurredAt });
  if (!parsed.ok) throw new Error(`${type} is not valid: ${parsed.refusal.message}`);
  if (!isTicketCommand(parsed.command)) throw new Error(`no ticket command: ${type}`);
  return { ...parsed.command, ticketId: TICKET, occurredAt };
}

export function given(...past: readonly Past[]) {
  return {
    when<Type extends TicketCommandType>(
      type: Type,
      data: DataOf<Type>,
      circumstances: Sent & Known = {},
    ) {
      const { commandId: _id, role: _role, occurredAt: _at, ...known } = circumstances;
      const command = commandFor(type, data, circumstances);
      const decision = ticketDecider.decide(stateOf(past), command, contextOf(known));
      const got = decision.accepted ? decision.events : decision.refusal;
      return {
        then(...expected: readonly TicketEvent[]): void {
          compare(got, expected);
        },
        refused(
          code: RefusalCode,
          particulars: {
            field?: string;
            allowed?: string[];
            roles?: string[];
            message?: string;
          } = {},
        ) {
          if (decision.accepted) return compare(got, { code });
          const { code: actual, field, allowed, roles, message } = decision.refusal;
          compare(
            {
              code: actual,
              ...("field" in particulars ? { field } : {}),
              ...("allowed" in particulars ? { allowed } : {}),
              ...("roles" in particulars ? { roles } : {}),
              ...("message" in particulars ? { message } : {}),
            },
            { code, ...particulars },
          );
        },
      };
    },
  };
}

function compare(actual: unknown, expected: unknown): void {
  const [got, wanted] = [canonical(actual), canonical(expected)];
  if (got !== wanted) throw new Mismatch(got, wanted);
}

/** Test runners print the difference between the two. */
class Mismatch extends Error {
  readonly actual: string;
  readonly expected: string;
  constructor(actual: string, expected: string) {
    super(`expected\n${expected}\nbut got\n${actual}`);
    this.actual = actual;
    this.expected = expected;
  }
}

/** JSON with sorted keys: fields that are undefined are fields that are not there. */
const canonical = (value: unknown): string =>
  JSON.stringify(
    value,
    (_key, part: unknown) =>
      typeof part === "object" && part !== null && !Array.isArray(part)
        ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
        : part,
    1,
  );
