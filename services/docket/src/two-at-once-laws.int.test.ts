import { customerView } from "@docket/read-models";
import type { Ticket } from "@docket/ticket";
import fc from "fast-check";
import { expect, test } from "vitest";
import { onCustomer, onTicket, open, OTHER_TICKET, TICKET, type Sent } from "./testing/commands.ts";
import { deskInMemory, erasing } from "./testing/desk-in-memory.ts";

const TICKETS = [TICKET, OTHER_TICKET];
/** Not there from the start: parts may become one of these, and so may other tickets. */
const LATER = ["01KJRR0V9E3PAKH5QS7XJ2B8MG", "01KJRR0V9E3PAKH5QS7XJ2B8MH"];
const CUSTOMERS = ["ann", "anna", "bea"];

/** Two that differ, either way round. */
const twoOf = (names: readonly string[]) =>
  fc.constantFrom(
    ...names.flatMap((one) =>
      names.filter((name) => name !== one).map((other) => [one, other] as const),
    ),
  );

const ticket = fc.constantFrom(...TICKETS);
const later = fc.constantFrom(...LATER);
const relation = fc.constantFrom("related", "duplicateOf", "causedBy", "follows");
const kind = "inquiry";

const aboutTickets = fc.oneof(
  fc
    .tuple(twoOf(TICKETS), relation)
    .map(([[ticketId, otherTicketId], as]) =>
      onTicket("link", { otherTicketId, relation: as }, { ticketId }),
    ),
  twoOf(TICKETS).map(([ticketId, otherTicketId]) =>
    onTicket("unlink", { otherTicketId }, { ticketId }),
  ),
  twoOf(TICKETS).map(([ticketId, into]) => onTicket("merge", { into }, { ticketId })),
  ticket.map((ticketId) => onTicket("unmerge", { reason: "Not the same." }, { ticketId })),
  fc
    .tuple(ticket, later)
    .map(([ticketId, newTicketId]) => onTicket("split", { kind, newTicketId }, { ticketId })),
  fc.tuple(later, ticket).map(([ticketId, splitFrom]) => open({ splitFrom }, { ticketId })),
  later.map((ticketId) => open({}, { ticketId })),
);
const aboutCustomers = fc.oneof(
  twoOf(CUSTOMERS).map(([name, into]) => onCustomer("mergeCustomer", name, { into })),
  fc.constantFrom(...CUSTOMERS).map(erasing),
);

/** Commands of one round follow each other or are sent at once, and nothing follows from them before the next one begins. */
const rounds = (command: fc.Arbitrary<Sent>) => {
  const atOnce = fc.array(command, { minLength: 1, maxLength: 3 });
  const round = fc.array(atOnce, { minLength: 1, maxLength: 4 });
  return fc.array(round, { minLength: 2, maxLength: 3, size: "max" });
};

type Desk = Awaited<ReturnType<typeof deskInMemory>>;

async function carryOut(desk: Desk, all: readonly (readonly (readonly Sent[])[])[]) {
  for (const round of all) {
    for (const atOnce of round)
      await Promise.all(atOnce.map((command) => desk.send(again(command))));
    await desk.settle();
  }
}
/** A shrunk case is tried anew: with ids of its own. */
let sent = 0;
const again = (command: Sent): Sent => ({ ...command, commandId: `law-${(sent += 1)}` });

test("once all is quiet two tickets agree on what is between them, and one of those that were merged stands", async () => {
  await fc.assert(
    fc.asyncProperty(rounds(aboutTickets), async (all) => {
      const desk = await deskInMemory();
      for (const ticketId of TICKETS) await desk.send(open({}, { ticketId }));
      await carryOut(desk, all);
      const tickets = new Map<string, Ticket>();
      for (const ticketId of [...TICKETS, ...LATER]) {
        const state = await desk.ticket(ticketId);
        if (state.position !== null) tickets.set(ticketId, state);
      }
      for (const [ticketId, state] of tickets) agrees(ticketId, state, tickets);
      await desk.readModels.close();
    }),
    { numRuns: 150 },
  );
});

function agrees(ticketId: string, state: Ticket, tickets: ReadonlyMap<string, Ticket>): void {
  for (const { otherTicketId, relation: as, recordedFromOther } of state.links) {
    const other = tickets.get(otherTicketId);
    // A part is opened under an id of its own, or its ticket alone has the link.
    if (other === undefined || (recordedFromOther && other.splitFrom === ticketId)) continue;
    expect(other.links).toContainEqual({
      otherTicketId: ticketId,
      relation: as,
      recordedFromOther: !recordedFromOther,
    });
  }
  for (const absorbed of state.absorbed) expect(tickets.get(absorbed)?.mergedInto).toBe(ticketId);
  const passed = new Set<string>();
  for (let at: string | null = ticketId; at !== null; at = tickets.get(at)?.mergedInto ?? null) {
    expect([...passed]).not.toContain(at);
    passed.add(at);
    const into = tickets.get(at)?.mergedInto ?? null;
    if (into !== null) expect(tickets.get(into)?.absorbed).toContain(at);
  }
}

test("once all is quiet customers of one person are all erased, tables included, or one of them stands", async () => {
  await fc.assert(
    fc.asyncProperty(rounds(aboutCustomers), async (all) => {
      const desk = await deskInMemory();
      for (const name of CUSTOMERS) {
        await desk.send(onCustomer("registerCustomer", name, { name: `Of ${name}.` }));
      }
      await carryOut(desk, all);
      const readable = await desk.readable();
      for (const name of CUSTOMERS) {
        const view = await customerView(desk.readModels, name);
        expect(view?.erased).toBe(!readable.includes(`Of ${name}.`));
        if (view?.erased !== false || view.mergedInto === null) continue;
        const stands = await desk.allowedInstead(
          onCustomer("renameCustomer", name, { name: "Ann Lee" }),
        );
        const [standing = ""] = stands ?? [];
        expect(await customerView(desk.readModels, standing)).toMatchObject({
          mergedInto: null,
          erased: false,
        });
      }
      await desk.readModels.close();
    }),
    { numRuns: 150 },
  );
});
