import { expect, test } from "vitest";
import { onTicket, open, OTHER_TICKET, TICKET } from "./testing/commands.ts";
import { deskInMemory, erasing } from "./testing/desk-in-memory.ts";

const THIRD = "01KJRR0V9E3PAKH5QS7XJ2B8MF";
const onOther = { ticketId: OTHER_TICKET };

/** Two tickets, the other one of Anna. */
async function annasTicketBeside() {
  const desk = await deskInMemory();
  await desk.send(open());
  await desk.send(open({ customerId: "anna" }, onOther));
  const erase = async () => {
    expect(await desk.send(erasing("anna"))).toBe("customerErased");
    await desk.settle();
  };
  return { ...desk, erase };
}

test("a ticket of an erased customer follows a merge and its undoing", async () => {
  const desk = await annasTicketBeside();
  await desk.erase();
  expect(await desk.send(onTicket("merge", { into: OTHER_TICKET }))).toBe("merged");
  await desk.settle();
  expect(await desk.ticket(OTHER_TICKET)).toMatchObject({ absorbed: [TICKET] });

  expect(await desk.send(onTicket("unmerge", { reason: "Not the same." }))).toBe("unmerged");
  await desk.settle();
  expect(await desk.ticket(OTHER_TICKET)).toMatchObject({ absorbed: [] });
});

test("a ticket of an erased customer follows a link and its end", async () => {
  const desk = await annasTicketBeside();
  await desk.send(onTicket("link", { otherTicketId: OTHER_TICKET, relation: "related" }));
  await desk.settle();
  await desk.erase();
  expect(await desk.send(onTicket("unlink", { otherTicketId: OTHER_TICKET }))).toBe("unlinked");
  await desk.settle();
  expect(await desk.ticket(OTHER_TICKET)).toMatchObject({ links: [] });

  const following = open({ customerId: "anna-2", follows: OTHER_TICKET }, { ticketId: THIRD });
  expect(await desk.send(following)).toBe("opened");
  await desk.settle();
  const link = { otherTicketId: THIRD, relation: "follows", recordedFromOther: true };
  expect(await desk.ticket(OTHER_TICKET)).toMatchObject({ links: [link] });
});
