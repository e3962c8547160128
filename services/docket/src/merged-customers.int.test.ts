import { customerView } from "@docket/read-models";
import { expect, test } from "vitest";
import { onCustomer, onTicket, open, OTHER_TICKET } from "./testing/commands.ts";
import { deskInMemory } from "./testing/desk-in-memory.ts";

const merging = () => onCustomer("mergeCustomer", "ann", { into: "anna" });
const email = { kind: "email", value: "wrong@example.org" };

test.each(["ann", "anna"])(
  "a no to surveys by %s is one of both, once they are merged",
  async (name) => {
    const desk = await deskInMemory();
    await desk.send(onCustomer("registerCustomer", "ann"));
    await desk.send(onCustomer("registerCustomer", "anna"));
    await desk.send(onCustomer("changePreferences", name, { surveys: false }));
    await desk.send(merging());
    await desk.settle();
    const tickets = [
      open({ customerId: "ann" }),
      open({ customerId: "anna" }, { ticketId: OTHER_TICKET }),
    ];
    for (const opening of tickets) {
      const { ticketId } = opening;
      await desk.send(opening);
      await desk.send(onTicket("resolve", {}, { ticketId }));
      const inviting = onTicket("inviteToSurvey", { channel: "email" }, { ticketId });
      expect(await desk.send(inviting)).toBe("SURVEY_UNWANTED");
    }
  },
);

test("a no to surveys that a merged customer brought along can be taken back", async () => {
  const desk = await deskInMemory();
  await desk.send(onCustomer("registerCustomer", "ann", { preferences: { surveys: false } }));
  await desk.send(onCustomer("registerCustomer", "anna", { preferences: { surveys: true } }));
  await desk.send(merging());
  await desk.settle();
  await desk.send(open({ customerId: "anna" }));
  await desk.send(onTicket("resolve"));
  const inviting = () => onTicket("inviteToSurvey", { channel: "email" });
  expect(await desk.send(inviting())).toBe("SURVEY_UNWANTED");
  const yes = onCustomer("changePreferences", "ann", { surveys: true });
  expect(await desk.send(yes)).toBe("preferencesChanged");
  expect(await desk.send(inviting())).toBe("surveyInvited");
});

test("merged customers who said nothing are surveyed", async () => {
  const desk = await deskInMemory();
  await desk.send(onCustomer("registerCustomer", "ann"));
  await desk.send(onCustomer("registerCustomer", "anna"));
  await desk.send(merging());
  await desk.settle();
  await desk.send(open({ customerId: "ann" }));
  await desk.send(onTicket("resolve"));
  expect(await desk.send(onTicket("inviteToSurvey", { channel: "email" }))).toBe("surveyInvited");
});

test("an identity that a merged customer brought along is taken from the person", async () => {
  const desk = await deskInMemory();
  await desk.send(onCustomer("registerCustomer", "ann", { identities: [email] }));
  await desk.send(onCustomer("registerCustomer", "anna"));
  await desk.send(merging());
  await desk.settle();
  expect(await customerView(desk.readModels, "anna")).toMatchObject({ identities: [email] });
  expect(await desk.send(onCustomer("removeIdentity", "ann", email))).toBe("identityRemoved");
  await desk.settle();
  expect(await customerView(desk.readModels, "anna")).toMatchObject({ identities: [] });
});
