import type { TicketEvent } from "@docket/schemas";
import { expect, test } from "vitest";
import { readModels } from "./index.ts";
import { createFold, history, minute } from "./testing/fold.ts";
import { ticketA } from "./testing/samples.ts";

const opened: TicketEvent = {
  type: "opened",
  data: { kind: "inquiry", channel: "phone", policy: { name: "desk", version: 1 } },
};
const queued = (interactionId: string, channel: "phone" | "chat"): TicketEvent => ({
  type: "contactQueued",
  data: { interactionId, channel },
});
const answered = (interactionId: string): TicketEvent => ({
  type: "contactAnswered",
  data: { interactionId },
});
const clarified: TicketEvent = {
  type: "clarificationAnswered",
  data: { questionId: "q-1", answer: "The red one." },
};

function contactsOf(...events: readonly TicketEvent[]) {
  const fold = createFold(readModels);
  fold.project(history("ticket", ticketA, events));
  return fold.rows()["customer_tickets"]?.[0];
}

test("the call that opened a ticket is the opening, and every other one a contact", () => {
  const first = [opened, queued("i-1", "phone"), answered("i-1")];
  expect(contactsOf(...first)).toMatchObject({ contacts: 1, lastContactAt: minute(0) });
  expect(contactsOf(...first, queued("i-2", "phone"))).toMatchObject({
    contacts: 2,
    lastContactAt: minute(3),
  });
  expect(contactsOf(opened, queued("i-1", "chat"))).toMatchObject({
    channels: "phone,chat",
    contacts: 2,
    lastContactAt: minute(1),
  });
});

test("a customer who answers a question has turned to the desk", () => {
  const contacts = { contacts: 2, lastContactAt: minute(1) };
  expect(contactsOf(opened, clarified)).toMatchObject(contacts);
  // Who had written since the opening has not called to open it.
  const called = contactsOf(opened, clarified, queued("i-1", "phone"));
  expect(called).toMatchObject({ contacts: 3, lastContactAt: minute(2) });
});
