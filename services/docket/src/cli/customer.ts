import type { Answer } from "@docket/command-api";
import { derivedUuid } from "@docket/event-sourcing";
import { parseCustomerQuery } from "@docket/query-api";
import { randomUUID } from "node:crypto";
import { found, refuse, Refused } from "../refused.ts";
import type { Session } from "../session.ts";
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

/** The customers who go by an address, number or account (D16). */
export function findCustomer(identity: string, options: CommonOptions): Promise<void> {
  return consulting(options, async (queries, output) => {
    const asked = parseCustomerQuery({ identity });
    const { customers } = found(asked.ok ? await queries.customers(asked.value) : asked);
    if (output.json) for (const row of customers) output.object(row);
    else {
      output.table(
        ["customer", "name", "tier", "language", "preferred channel"],
        customers.map((one) => [
          one.customerId,
          one.name,
          one.tier,
          one.language,
          one.preferredChannel,
        ]),
      );
    }
    return EXIT.done;
  });
}

/** Destroys the keys of a customer's personal data: for good, in every file of the folder. */
export function eraseCustomer(
  id: string,
  options: CommonOptions & { readonly ground: string },
): Promise<void> {
  return changing(options, async (session, output) => {
    const erased = await sent(session, {
      type: "eraseCustomer",
      customerId: id,
      // A customer is erased once: asking again finds it done. On another ground, `CUSTOMER_ERASED` says so.
      commandId: derivedUuid("erase-customer", id, options.ground),
      data: { ground: options.ground },
    });
    if (!erased.accepted && !isRecorded(erased)) throw new Refused(erased.refusal);
    if (!erased.accepted) await completeAgain(session, id);
    else if (erased.repeated) await completeAgain(session, erased.stream.replace(/^customer-/, ""));
    await session.settle();
    if (output.json) output.object({ customerId: id, erased: true });
    else output.text(`${id} is erased.`);
    return EXIT.done;
  });
}

/** What was broken off, or undone by a backup of the keys, is completed. */
async function completeAgain(session: Session, customerId: string): Promise<void> {
  const command = { type: "completeErasure", customerId, commandId: randomUUID(), data: {} };
  const completed = await sent(session, command);
  if (!completed.accepted && !isElsewhere(completed)) throw new Refused(completed.refusal);
}

async function sent(session: Session, command: object): Promise<Answer> {
  const actor = { id: "docket-cli", role: "administrator" };
  const [answer] = await session.send([{ ...command, actor }]);
  return answer ?? refuse("STORE_UNAVAILABLE");
}

type Refusing = Extract<Answer, { readonly accepted: false }>;

/** Erased before, under another name of theirs, or on another ground: they are erased. */
const isRecorded = ({ refusal: { code } }: Refusing): boolean => code === "CUSTOMER_ERASED";

/** The erasure does not stand in the customer's own stream: that takes no event, or it was recorded of another name. */
const isElsewhere = ({ refusal: { code } }: Refusing): boolean =>
  code === "NOT_ALLOWED_NOW" || code === "EVENTS_MISSING" || code === "UNREADABLE_EVENT";
