import { createCodec, revision } from "@docket/event-sourcing";
import { factOf, knownPolicies } from "@docket/read-models";
import type { FactSource, SourcedTicket } from "@docket/reporting";
import type { TicketEvent } from "@docket/schemas";
import type { Fact, Policy } from "@docket/service-levels";
import { ticketStream } from "@docket/ticket";
import type { ReportGround } from "./reported-tickets.ts";

const PAGE = 500;

/**
 * One ticket's facts from its stream, each with its event, under the given policy or that which it is bound to; undefined
 * when the log does not hold that one.
 */
export async function sourcedTicket(
  { store, readModels, formats }: Pick<ReportGround, "store" | "readModels" | "formats">,
  ticketId: string,
  policy: Policy | null,
): Promise<SourcedTicket | undefined> {
  const codec = createCodec<TicketEvent>(formats).reading({});
  const facts: { readonly fact: Fact; readonly source: FactSource }[] = [];
  for (let from = 0; ; from += PAGE) {
    const options = { from: revision(from), limit: PAGE };
    const page = await store.readStream(ticketStream(ticketId), options);
    for (const stored of page) {
      const fact = factOf(codec.decode(stored, new Map()));
      const source = { eventId: stored.id, revision: stored.revision, type: stored.type };
      if (fact !== undefined) facts.push({ fact, source });
    }
    if (page.length < PAGE) break;
  }
  const bound = await knownPolicies(readModels);
  const own = policy ?? bound.of(facts.map(({ fact }) => fact));
  return own === undefined ? undefined : { ticketId, facts, policy: own };
}
