import { expect, test } from "vitest";
import { onCustomer, onTicket, open } from "./testing/commands.ts";
import { archivist, deskInMemory, erasing } from "./testing/desk-in-memory.ts";

const integration = { id: "crm", role: "integration" };
const administrator = { id: "root", role: "administrator" };

/** Anna is erased. Bella is somebody else, and a ticket of hers is held. */
async function annaErased() {
  const desk = await deskInMemory();
  for (const name of ["anna", "bella"]) {
    await desk.send(onCustomer("registerCustomer", name, { name: `Of ${name}` }));
  }
  await desk.send(open({ customerId: "bella", subject: "Bella's." }));
  await desk.send(onTicket("placeLegalHold", { matter: "a suit" }, { actor: archivist }));
  await desk.settle();
  expect(await desk.send(erasing("bella"))).toBe("LEGAL_HOLD");
  expect(await desk.send(erasing("anna"))).toBe("customerErased");
  await desk.settle();
  return desk;
}

test.each([integration, administrator])(
  "to complete an erasure as $role erases nobody else",
  async (actor) => {
    const desk = await annaErased();
    const told = await desk.send(
      onCustomer("completeErasure", "anna", { also: ["bella"] }, { actor }),
    );
    await desk.settle();
    expect(await desk.readable()).toContain("Bella's.");
    expect(told).toBe("INVALID_FIELD");
  },
);
