import { derivedUuid } from "@docket/event-sourcing";
import { found, Refused } from "../refused.ts";
import { changing, consulting, EXIT, type CommonOptions } from "./verb.ts";

/** A customer's history across channels. */
export function customer(id: string, options: CommonOptions): Promise<void> {
  return consulting(options, async (queries, output) => {
    const view = found(await queries.customer(id));
    if (output.json) {
      output.object(view);
      return EXIT.done;
    }
    const { tickets, identities, merged, ...facts } = view;
    output.table(
      ["customer", view.customerId],
      Object.entries({ ...facts, merged: merged.join(", ") }),
    );
    output.table(
      ["identity", "value"],
      identities.map(({ kind, value }) => [kind, value]),
    );
    output.table(
      ["reference", "kind", "phase", "channels", "contacts", "first contact", "last contact"],
      tickets.map((one) => [
        one.reference,
        one.kind,
        one.phase,
        one.channels,
        one.contacts,
        one.firstContactAt,
        one.lastContactAt,
      ]),
    );
    return EXIT.done;
  });
}

/** Destroys the keys of a customer's personal data: for good, in every file of the folder. */
export function eraseCustomer(
  id: string,
  options: CommonOptions & { readonly ground: string },
): Promise<void> {
  return changing(options, async (session, output) => {
    const [answered] = await session.send([
      {
        type: "eraseCustomer",
        customerId: id,
        // A customer is erased once: asking again finds it done.
        commandId: derivedUuid("erase-customer", id),
        actor: { id: "docket-cli", role: "administrator" },
        data: { ground: options.ground },
      },
    ]);
    // Erased under another name of theirs is erased too; what was broken off is completed.
    if (answered?.accepted === false && answered.refusal.code !== "CUSTOMER_ERASED") {
      throw new Refused(answered.refusal);
    }
    await session.settle();
    if (output.json) output.object({ customerId: id, erased: true });
    else output.text(`${id} is erased.`);
    return EXIT.done;
  });
}
