import { derivedUlid } from "@docket/event-sourcing";
import { parseCommand, type Command } from "@docket/schemas";
import type { Dice } from "@docket/simulation";

/** What writers send: each list in its order, all lists beside each other. */
export interface Workload {
  readonly lists: readonly (readonly Command[])[];
  /** The ticket on which 64 write at once. */
  readonly busiest: string;
  /** Tickets that are resolved in the very millisecond in which their promise ends, and one too late. */
  readonly atTheBreach: readonly { readonly ticketId: string; readonly met: boolean }[];
}

/** A command without its envelope; it is read as one that came over the wire. */
interface Step {
  readonly type: string;
  readonly data: object;
}

const agent = { id: "anna", role: "representative" } as const;
const manager = { id: "maria", role: "manager" } as const;
const administrator = { id: "adam", role: "administrator" } as const;
const CUSTOMERS = 16;
/** Customers who are erased, while others go on to write of them: by their places. */
const FORGOTTEN = { first: 2, last: 5 };
const MOST_STEPS = 3;
export const WRITERS = 64;

const ticketOf = (seed: number, place: number): string =>
  derivedUlid("failures", String(seed), String(place));

/** @param begins when the simulation begins: promises end after it */
export function drawWorkload(seed: number, tickets: number, dice: Dice, begins: number): Workload {
  const ids = Array.from({ length: tickets }, (_, place) => ticketOf(seed, place));
  const [busiest = "", exact = "", late = ""] = ids;
  const lists = ids.map((ticketId, place) => {
    const customerId = `customer-${dice.between(1, CUSTOMERS)}`;
    const opening: Step = {
      type: "open",
      data: {
        kind: dice.chance(0.8) ? "inquiry" : "complaint",
        channel: dice.pick(["email", "phone", "chat", "web"]),
        subject: `number ${place}`,
        ...(dice.chance(0.5) ? { customerId } : {}),
        ...(place > 20 && dice.chance(0.05)
          ? { follows: ids[dice.between(3, place - 1)] ?? exact }
          : {}),
      },
    };
    const steps = [opening, ...drawSteps(dice, ids, customerId)];
    return steps.map((step, index): Command => commandOf(ticketId, `${place}-${index}`, step));
  });
  lists[1] = resolvedAt(exact, begins, 0);
  lists[2] = resolvedAt(late, begins, 1);
  return {
    // A second writer interferes with every tenth ticket.
    lists: [
      ...lists,
      ...customers(dice),
      ...ids
        .filter((_, place) => place % 10 === 9)
        .map((ticketId, place) =>
          drawSteps(dice, ids, "customer-2").map((step, index) =>
            commandOf(ticketId, `second-${place}-${index}`, step),
          ),
        ),
    ],
    busiest,
    atTheBreach: [
      { ticketId: exact, met: true },
      { ticketId: late, met: false },
    ],
  };
}

const commandOf = (ticketId: string, commandId: string, step: Step): Command =>
  read({ ...step, ticketId, commandId, actor: manager });

export function read(sent: object): Command {
  const parsed = parseCommand(sent);
  if (!parsed.ok) throw new Error(`No command: ${JSON.stringify(parsed.refusal)}`);
  return parsed.command;
}

/** Most follow on what was before; those that do not are refused, which is as good a test. */
function drawSteps(dice: Dice, ids: readonly string[], customerId: string): readonly Step[] {
  const other = ids[dice.between(3, ids.length - 1)] ?? "";
  const text = "what was said";
  return Array.from({ length: dice.between(1, MOST_STEPS) }, (): Step =>
    dice.weighted<Step>([
      [4, { type: "acknowledge", data: {} }],
      [4, { type: "reply", data: { channel: "email", body: text } }],
      [3, { type: "receiveMessage", data: { channel: "email", body: text } }],
      [3, { type: "note", data: { text } }],
      [2, { type: "identifyCustomer", data: { customerId } }],
      [2, { type: "assign", data: { team: "Front Desk", agent: agent.id } }],
      [2, { type: "waitForCustomer", data: {} }],
      [1, { type: "resume", data: {} }],
      [3, { type: "diagnose", data: { cause: text } }],
      [3, { type: "proposeSolution", data: { text } }],
      [2, { type: "acceptSolution", data: {} }],
      [3, { type: "resolve", data: { code: "solved", text } }],
      [1, { type: "reopen", data: {} }],
      [1, { type: "link", data: { otherTicketId: other, relation: "related" } }],
      [1, { type: "merge", data: { into: other } }],
      [1, { type: "split", data: { kind: "inquiry", subject: "another matter" } }],
    ]),
  );
}

/** Long enough ago for the slowest clock: nobody records what is still to come. */
const LONG_AGO_MS = 60_000;
const PROMISE_MS = 3_000;

/** A ticket that is promised to be resolved by an instant, and is, to the millisecond or so much later. */
function resolvedAt(ticketId: string, begins: number, late: number): Command[] {
  const openedAt = begins - LONG_AGO_MS;
  const due = openedAt + PROMISE_MS;
  const at = (milliseconds: number) => new Date(milliseconds).toISOString();
  const of = (name: string, occurredAt: number, step: Step): Command =>
    read({
      ...commandOf(ticketId, `breach-${late}-${name}`, step),
      actor: administrator,
      occurredAt: at(occurredAt),
    });
  const promised = { firstResolution: at(due), totalResolution: at(due) };
  return [
    of("open", openedAt, {
      type: "open",
      data: { kind: "inquiry", channel: "email", targets: promised },
    }),
    of("reply", openedAt + 1, { type: "reply", data: { channel: "email", body: "done" } }),
    of("propose", openedAt + 2, { type: "proposeSolution", data: { text: "done" } }),
    of("resolve", due + late, { type: "resolve", data: { code: "solved" } }),
  ];
}

/** Customers become known; two are merged, and some are forgotten. */
function customers(dice: Dice): Command[][] {
  const actor = administrator;
  return Array.from({ length: CUSTOMERS }, (_, place): Command[] => {
    const customerId = `customer-${place + 1}`;
    const of = (name: string, step: Step): Command =>
      read({ ...step, customerId, commandId: `${customerId}-${name}`, actor });
    const registered = of("registered", {
      type: "registerCustomer",
      data: { name: `Nobody ${place}`, identities: [{ kind: "email", value: `n${place}@x.org` }] },
    });
    if (place === 1) {
      const into = { into: `customer-${dice.between(3, CUSTOMERS)}` };
      return [registered, of("merged", { type: "mergeCustomer", data: into })];
    }
    if (place >= FORGOTTEN.first && place <= FORGOTTEN.last) {
      const erased = of("erased", { type: "eraseCustomer", data: { ground: "asked for" } });
      return [registered, erased];
    }
    return [registered];
  });
}
