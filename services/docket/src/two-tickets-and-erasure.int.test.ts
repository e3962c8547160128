import { ticketsOfPerson } from "@docket/query-api";
import { customerView } from "@docket/read-models";
import { describe, expect, test } from "vitest";
import { onCustomer, onTicket, open, OTHER_TICKET, TICKET } from "./testing/commands.ts";
import { archivist, deskInMemory, erasing } from "./testing/desk-in-memory.ts";

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

test("a ticket that an erasure left open is ended under another customer's id", async () => {
  const desk = await annasTicketBeside();
  await desk.erase();
  const closing = onTicket("close", { reason: "The customer is erased." }, onOther);
  expect(await desk.send(closing)).toBe("CUSTOMER_ERASED");
  const given = onTicket("identifyCustomer", { customerId: "nobody" }, onOther);
  expect(await desk.send(given)).toBe("customerIdentified");
  expect(await desk.send(closing)).toBe("closed");
  await desk.settle();
  const erased = await customerView(desk.readModels, "anna");
  expect(erased).toMatchObject({ erased: true, tickets: [] });
});

const DESCRIPTION = "The lamp burnt me.";
const holding = () => onTicket("placeLegalHold", { matter: "a suit" }, { actor: archivist });

describe("a legal hold", () => {
  test("prevents the erasure of everybody whose the ticket was", async () => {
    const desk = await deskInMemory();
    await desk.send(open({ customerId: "xaver", description: DESCRIPTION }));
    await desk.send(onTicket("identifyCustomer", { customerId: "yvonne" }));
    await desk.send(onTicket("identifyCustomer", { customerId: "zoe" }));
    await desk.send(onCustomer("registerCustomer", "xaver"));
    await desk.send(onCustomer("registerCustomer", "xaver-2"));
    await desk.send(onCustomer("mergeCustomer", "xaver", { into: "xaver-2" }));
    await desk.send(holding());
    await desk.settle();
    const asked = ["xaver", "xaver-2", "yvonne", "zoe"].map(erasing);
    for (const command of asked) expect(await desk.send(command)).toBe("LEGAL_HOLD");

    const released = onTicket("releaseLegalHold", { reason: "settled" }, { actor: archivist });
    expect(await desk.send(released)).toBe("legalHoldReleased");
    expect(await desk.send(erasing("xaver"))).toBe("customerErased");
  });

  test("leaves a customer with whom the ticket has never been", async () => {
    const desk = await deskInMemory();
    await desk.send(open({ customerId: "xaver" }));
    await desk.send(holding());
    expect(await desk.send(erasing("yvonne"))).toBe("customerErased");
  });

  test.each([
    ["a ticket of theirs", "xaver"],
    ["a ticket under another name of theirs", "xaver-2"],
  ])(
    "on %s outlasts an erasure that had not heard of it, until it is released",
    async (_what, who) => {
      const desk = await deskInMemory();
      await desk.send(onCustomer("registerCustomer", "xaver"));
      await desk.send(onCustomer("registerCustomer", "xaver-2"));
      await desk.send(open({ customerId: "xaver", description: DESCRIPTION }));
      await desk.send(onCustomer("mergeCustomer", "xaver", { into: "xaver-2" }));
      await desk.settle();
      await desk.send(holding());
      expect(await desk.sendUnaware(`ticket-${TICKET}`, erasing(who))).toBe("customerErased");
      await desk.settle();
      expect(await desk.readable()).toContain(DESCRIPTION);
      const completing = () =>
        onCustomer("completeErasure", who, {}, { actor: { id: "op", role: "administrator" } });
      expect(await desk.send(completing())).toBe("LEGAL_HOLD");

      await desk.send(onTicket("releaseLegalHold", { reason: "settled" }, { actor: archivist }));
      await desk.settle();
      expect(await desk.readable()).not.toContain(DESCRIPTION);
      expect(await customerView(desk.readModels, who)).toMatchObject({ erased: true });
      expect(await desk.send(completing())).toBe("erasureCompleted");
    },
  );

  test("outlasts an identification that had not heard of the erasure", async () => {
    const desk = await deskInMemory();
    await desk.send(open({ description: DESCRIPTION }));
    await desk.send(open({ description: "The lamp flickers." }, onOther));
    await desk.send(holding());
    expect(await desk.send(erasing("xaver"))).toBe("customerErased");
    for (const over of [{}, onOther]) {
      const identifying = onTicket("identifyCustomer", { customerId: "xaver" }, over);
      expect(await desk.sendUnaware("customer-xaver", identifying)).toBe("customerIdentified");
    }
    await desk.settle();
    expect(await desk.readable()).toContain(DESCRIPTION);
    expect(await desk.readable()).not.toContain("The lamp flickers.");
  });
});

test("before anything follows from an erasure, no ticket is given to that customer any more", async () => {
  const desk = await deskInMemory();
  await desk.send(open());
  await desk.send(onCustomer("registerCustomer", "anna"));
  await desk.send(onCustomer("registerCustomer", "ann"));
  await desk.send(onCustomer("mergeCustomer", "ann", { into: "anna" }));
  expect(await desk.send(erasing("anna"))).toBe("customerErased");
  for (const customerId of ["anna", "ann"]) {
    const identifying = onTicket("identifyCustomer", { customerId });
    expect(await desk.send(identifying)).toBe("CUSTOMER_ERASED");
  }
});

test("a ticket that was taken from a customer is no longer among theirs", async () => {
  const desk = await deskInMemory();
  await desk.send(open({ customerId: "xaver" }));
  await desk.send(onTicket("identifyCustomer", { customerId: "yvonne" }));
  await desk.settle();
  expect(await ticketsOfPerson(desk.readModels, "xaver")).toEqual([TICKET]);
  expect((await customerView(desk.readModels, "xaver"))?.tickets).toEqual([]);
  expect((await customerView(desk.readModels, "yvonne"))?.tickets).toHaveLength(1);
});

describe("what is split off", () => {
  const splitting = (newTicketId?: string) =>
    onTicket("split", { kind: "inquiry", subject: "And the invoice is wrong.", newTicketId });

  test("becomes a new ticket, and leaves another that is there alone", async () => {
    const desk = await deskInMemory();
    await desk.send(open());
    await desk.send(open({}, onOther));
    expect(await desk.send(splitting(TICKET))).toBe("SAME_TICKET");
    expect(await desk.send(splitting(OTHER_TICKET))).toBe("TICKET_EXISTS");
    expect(await desk.send(splitting(THIRD))).toBe("splitOff");
    expect(await desk.send(splitting(THIRD))).toBe("TICKET_EXISTS");
    await desk.settle();
    expect(await desk.ticket(THIRD)).toMatchObject({ splitFrom: TICKET });
  });

  test("is opened although its parent was merged meanwhile", async () => {
    const desk = await deskInMemory();
    await desk.send(open());
    await desk.send(open({}, onOther));
    await desk.send(splitting(THIRD));
    await desk.send(onTicket("merge", { into: OTHER_TICKET }));
    await desk.settle();
    expect(await desk.ticket(THIRD)).toMatchObject({ splitFrom: TICKET });
  });

  test("was split off a ticket that is there", async () => {
    const desk = await deskInMemory();
    expect(await desk.send(open({ splitFrom: OTHER_TICKET }))).toBe("OTHER_TICKET_NOT_FOUND");
    expect(await desk.send(open({ splitFrom: TICKET }))).toBe("SAME_TICKET");
  });
});

test("a ticket that was merged before anybody knew whose it was is reached by an erasure once they do", async () => {
  const desk = await annasTicketBeside();
  await desk.send(onTicket("note", { text: "I am Anna." }));
  await desk.send(onTicket("merge", { into: OTHER_TICKET }));
  await desk.settle();
  const identifying = onTicket("identifyCustomer", { customerId: "anna" });
  expect(await desk.send(identifying)).toBe("customerIdentified");
  await desk.settle();
  expect(await desk.readable()).toContain("I am Anna.");
  await desk.erase();
  expect(await desk.readable()).not.toContain("I am Anna.");
});
