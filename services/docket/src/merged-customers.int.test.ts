import { ERASED } from "@docket/schemas";
import { customerView, findCustomers, findTickets } from "@docket/read-models";
import { describe, expect, test } from "vitest";
import { onCustomer, onTicket, open, OTHER_TICKET } from "./testing/commands.ts";
import { archivist, deskInMemory, erasing } from "./testing/desk-in-memory.ts";

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

test.each([
  ["two", ["ann", "anna"]],
  ["three", ["anna", "ann", "annie"]],
])(
  "of %s customers who were merged into each other at once the first by id stays, and is all of them",
  async (_how, names) => {
    const desk = await deskInMemory();
    for (const name of names) {
      const identities = [{ kind: "email", value: `${name}@example.org` }];
      await desk.send(onCustomer("registerCustomer", name, { name: `Of ${name}`, identities }));
      await desk.send(
        open({ customerId: name, description: `Said by ${name}.` }, { ticketId: undefined }),
      );
    }
    const merging = names.map((name, at) =>
      desk.send(onCustomer("mergeCustomer", name, { into: names[(at + 1) % names.length] })),
    );
    expect(await Promise.all(merging)).toEqual(names.map(() => "customerMerged"));
    await desk.settle();

    const renaming = (name: string) => onCustomer("renameCustomer", name, { name: "Ann Lee" });
    expect(await desk.send(renaming("ann"))).toBe("customerRenamed");
    expect(await desk.send(renaming("anna"))).toBe("CUSTOMER_MERGED");
    await desk.settle();
    const view = await customerView(desk.readModels, "ann");
    expect(view).toMatchObject({ name: "Ann Lee", mergedInto: null });
    expect(view?.tickets).toHaveLength(names.length);
    expect(view?.identities).toHaveLength(names.length);
    for (const name of names) {
      const found = await findCustomers(desk.readModels, `${name}@example.org`);
      expect(found).toMatchObject([{ customerId: "ann" }]);
    }

    await desk.send(erasing("ann"));
    await desk.settle();
    for (const name of names) expect(await desk.readable()).not.toContain(`Said by ${name}.`);
  },
);

test("whom a merged customer is named in place of is the one that all merges lead to, and never themselves", async () => {
  const desk = await deskInMemory();
  for (const name of ["ann", "anna", "annie", "bea"]) {
    await desk.send(onCustomer("registerCustomer", name));
  }
  await desk.send(onCustomer("mergeCustomer", "ann", { into: "anna" }));
  await desk.send(onCustomer("mergeCustomer", "anna", { into: "annie" }));
  const allowed = (name: string, type: string, data: object) =>
    desk.allowedInstead(onCustomer(type, name, data));
  expect(await allowed("ann", "renameCustomer", { name: "Ann" })).toEqual(["annie"]);
  expect(await allowed("bea", "mergeCustomer", { into: "ann" })).toEqual(["annie"]);
  expect(await allowed("annie", "mergeCustomer", { into: "ann" })).toBeUndefined();
});

describe("merged while an erasure has yet to be carried out", () => {
  /** Ann is Anna; Bea is Bella. Ann is erased, and before anything followed Anna was merged into Bella. */
  async function merging(held: boolean) {
    const desk = await deskInMemory();
    for (const name of ["ann", "anna", "bea", "bella"]) {
      await desk.send(onCustomer("registerCustomer", name, { name: `Of ${name}` }));
    }
    await desk.send(onCustomer("mergeCustomer", "ann", { into: "anna" }));
    await desk.send(onCustomer("mergeCustomer", "bea", { into: "bella" }));
    await desk.send(open({ customerId: "bea", subject: "Bea's." }));
    const hold = onTicket("placeLegalHold", { matter: "a suit" }, { actor: archivist });
    if (held) await desk.send(hold);
    await desk.settle();
    expect(await desk.send(erasing("ann"))).toBe("customerErased");
    const merge = onCustomer("mergeCustomer", "anna", { into: "bella" });
    expect(await desk.send(merge)).toBe("customerMerged");
    await desk.settle();
    const names = async () => {
      const views = ["ann", "anna", "bea", "bella"].map((name) =>
        customerView(desk.readModels, name),
      );
      return (await Promise.all(views)).map((view) => [view?.name, view?.erased]);
    };
    return { ...desk, names };
  }

  test("customers are erased under all their names, and blank in the tables too", async () => {
    const desk = await merging(false);
    expect(await desk.names()).toEqual(Array.from({ length: 4 }, () => [ERASED, true]));
    expect((await findTickets(desk.readModels, {}, { limit: 9 })).tickets).toMatchObject([
      { subject: ERASED },
    ]);
    expect(await desk.readable()).not.toContain("Bea's.");
  });

  test("what is held of the other one stays", async () => {
    const desk = await merging(true);
    const [ann, anna, bea, bella] = await desk.names();
    expect([ann, anna]).toEqual([
      [ERASED, true],
      [ERASED, true],
    ]);
    expect([bea, bella]).toEqual([
      ["Of bea", false],
      ["Of bella", false],
    ]);
    expect(await desk.readable()).toContain("Bea's.");
  });
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
