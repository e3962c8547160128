import { findTickets } from "@docket/read-models";
import { describe, expect, test } from "vitest";
import { onTicket, open, OTHER_TICKET, TICKET } from "./testing/commands.ts";
import { deskInMemory } from "./testing/desk-in-memory.ts";

const THIRD = "01KJRR0V9E3PAKH5QS7XJ2B8MF";
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

describe("tickets that were merged into each other at once", () => {
  test.each([
    ["two", [TICKET, OTHER_TICKET]],
    ["three", [TICKET, OTHER_TICKET, THIRD]],
  ])("%s of them are one, which is worked on: the first by id", async (_how, ids) => {
    const desk = await tickets(...ids);
    const merging = ids.map((ticketId, at) =>
      desk.send(onTicket("merge", { into: ids[(at + 1) % ids.length] }, { ticketId })),
    );
    expect(await Promise.all(merging)).toEqual(ids.map(() => "merged"));
    await desk.settle();
    const [stays, ...others] = ids.toSorted();
    expect(await desk.ticket(stays!)).toMatchObject({
      mergedInto: null,
      position: "inquiry.working",
      absorbed: [others.at(-1)],
    });
    for (const other of others) {
      expect(await desk.ticket(other)).toMatchObject({
        position: "closed.merged(inquiry.working)",
      });
    }
    expect(await desk.send(onTicket("note", { text: "Here." }, { ticketId: stays }))).toBe(
      "noteAdded",
    );
  });
});

test("whom a merged ticket is named in place of is the one that all merges lead to, and never itself", async () => {
  const fourth = "01KJRR0V9E3PAKH5QS7XJ2B8MG";
  const desk = await tickets(TICKET, OTHER_TICKET, THIRD, fourth);
  await desk.send(onTicket("merge", { into: THIRD }, onOther));
  await desk.send(onTicket("merge", { into: TICKET }, { ticketId: THIRD }));
  const naming = (ticketId: string) =>
    onTicket("link", { otherTicketId: OTHER_TICKET, relation: "related" }, { ticketId });
  expect(await desk.allowedInstead(naming(fourth))).toEqual([TICKET]);
  expect(await desk.allowedInstead(naming(TICKET))).toBeUndefined();
});

describe("a part", () => {
  const splitting = () =>
    onTicket("split", { kind: "complaint", subject: "The invoice.", newTicketId: OTHER_TICKET });

  test("whose id another ticket took meanwhile is opened under another id, and its ticket is told", async () => {
    const desk = await tickets(TICKET);
    expect(await desk.send(splitting())).toBe("splitOff");
    expect(await desk.send(open({}, { ticketId: OTHER_TICKET }))).toBe("opened");
    await desk.settle();
    const [part, ...others] = await partsOf(desk, TICKET);
    expect(others).toEqual([]);
    expect(part).toMatchObject({ kind: "complaint", subject: "The invoice.", splitFrom: TICKET });
    expect(await desk.ticket(TICKET)).toMatchObject({
      links: [{ otherTicketId: part!.ticketId, relation: "related", recordedFromOther: true }],
    });
    expect(await desk.ticket(OTHER_TICKET)).toMatchObject({ splitFrom: null, kind: "inquiry" });
  });

  test("that was opened by hand meanwhile is opened once", async () => {
    const desk = await tickets(TICKET);
    await desk.send(splitting());
    await desk.send(open({ splitFrom: TICKET }, { ticketId: OTHER_TICKET }));
    await desk.settle();
    expect(await partsOf(desk, TICKET)).toMatchObject([
      { ticketId: OTHER_TICKET, kind: "inquiry" },
    ]);
    expect(await desk.ticket(TICKET)).toMatchObject({ children: [OTHER_TICKET], links: [] });
  });

  test.each([
    ["related", {}],
    ["follows", { follows: TICKET }],
  ])("that was opened by hand is linked from the ticket it was split off: %s", async (as, also) => {
    const desk = await tickets(TICKET);
    await desk.send(open({ splitFrom: TICKET, ...also }, { ticketId: OTHER_TICKET }));
    await desk.settle();
    const link = { otherTicketId: OTHER_TICKET, relation: as, recordedFromOther: true };
    expect(await desk.ticket(TICKET)).toMatchObject({ links: [link] });
  });
});

const partsOf = async ({ readModels }: Awaited<ReturnType<typeof tickets>>, ticketId: string) =>
  (await findTickets(readModels, {}, { limit: 100 })).tickets.filter(
    (row) => row.splitFrom === ticketId,
  );
