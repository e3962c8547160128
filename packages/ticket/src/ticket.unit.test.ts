import { expect, test } from "vitest";
import { opened } from "./testing/events.ts";
import { commandFor, stateOf, TICKET } from "./testing/given.ts";
import { subjectOf, ticketDecider, ticketStream } from "./ticket.ts";
import { otherTicketOf } from "./decide/other-ticket.ts";
import { citedArticles } from "./decide/resolution.ts";
import { OTHER } from "./testing/given.ts";

const known = stateOf([opened, { type: "customerIdentified", data: { customerId: "c-1" } }]);
const note = commandFor("note", { text: "Called." });

test("a ticket's stream is named by its id", () => {
  expect(ticketStream(TICKET)).toBe(`ticket-${TICKET}`);
});

test("a text is protected by the ticket's key until the customer is known", () => {
  expect(subjectOf(stateOf([opened]), note)).toBe(`ticket:${TICKET}`);
  expect(subjectOf(known, note)).toBe("customer:c-1");
});

test("a command that names the customer is protected by that customer's key", () => {
  const open = commandFor("open", { kind: "inquiry", channel: "web", customerId: "c-2" });
  expect(subjectOf(ticketDecider.initial, open)).toBe("customer:c-2");
  expect(subjectOf(known, commandFor("identifyCustomer", { customerId: "c-3" }))).toBe(
    "customer:c-3",
  );
  const anonymous = commandFor("open", { kind: "inquiry", channel: "web" });
  expect(subjectOf(ticketDecider.initial, anonymous)).toBe(`ticket:${TICKET}`);
});

test("what the other ticket is told is protected by no customer's key", () => {
  const toldOther = [
    commandFor("recordLink", { otherTicketId: OTHER, relation: "related" }),
    commandFor("recordUnlink", { otherTicketId: OTHER }),
    commandFor("absorb", { otherTicketId: OTHER }),
    commandFor("release", { otherTicketId: OTHER }),
  ];
  for (const command of toldOther) expect(subjectOf(known, command)).toBe("following:desk");
  expect(subjectOf(known, commandFor("unlink", { otherTicketId: OTHER }))).toBe("customer:c-1");
});

test("a command tells which ticket and articles it must know of", () => {
  expect(otherTicketOf(commandFor("merge", { into: OTHER }))).toBe(OTHER);
  expect(otherTicketOf(commandFor("link", { otherTicketId: OTHER, relation: "related" }))).toBe(
    OTHER,
  );
  const open = { kind: "inquiry", channel: "web", follows: OTHER } as const;
  expect(otherTicketOf(commandFor("open", open))).toBe(OTHER);
  expect(otherTicketOf(note)).toBeUndefined();
  const cited = [{ articleId: "a-1", version: 2 }];
  expect(citedArticles(commandFor("resolve", { articles: cited }))).toEqual(["a-1"]);
  expect(citedArticles(note)).toEqual([]);
});
