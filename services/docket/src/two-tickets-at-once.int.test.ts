import { describe, expect, test } from "vitest";
import { onTicket, open, OTHER_TICKET, TICKET } from "./testing/commands.ts";
import { deskInMemory } from "./testing/desk-in-memory.ts";

const onOther = { ticketId: OTHER_TICKET };

async function tickets(...ids: readonly string[]) {
  const desk = await deskInMemory();
  for (const ticketId of ids) await desk.send(open({}, { ticketId }));
  return desk;
}

const relation = (ticket: Awaited<ReturnType<Awaited<ReturnType<typeof tickets>>["ticket"]>>) =>
  ticket.position === null ? undefined : ticket.links.map((link) => link.relation);

describe("of two tickets that are linked otherwise from both sides at once, the later one stands on both", () => {
  const linking = (kind: string) =>
    onTicket("link", { otherTicketId: OTHER_TICKET, relation: kind });
  const back = (kind: string) =>
    onTicket("link", { otherTicketId: TICKET, relation: kind }, onOther);
  const unlinking = () => onTicket("unlink", { otherTicketId: OTHER_TICKET });

  test.each([
    ["ended here, changed there", () => [unlinking(), back("causedBy")], ["causedBy"]],
    ["changed there, ended here", () => [back("causedBy"), unlinking()], []],
    ["changed on both sides", () => [back("causedBy"), linking("duplicateOf")], ["duplicateOf"]],
  ])("%s", async (_how, commands, expected) => {
    const desk = await tickets(TICKET, OTHER_TICKET);
    await desk.send(linking("related"));
    await desk.settle();
    for (const command of commands()) await desk.send(command);
    await desk.settle();
    expect(relation(await desk.ticket(TICKET))).toEqual(expected);
    expect(relation(await desk.ticket(OTHER_TICKET))).toEqual(expected);
  });
});
