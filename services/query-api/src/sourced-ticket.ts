import { createCodec, streamPages } from "@docket/event-sourcing";
import { createPolicyBook, factOf } from "@docket/read-models";
import type { SourcedTicket } from "@docket/reporting";
import type { TicketEvent } from "@docket/schemas";
import type { Policy } from "@docket/service-levels";
import { ticketStream } from "@docket/ticket";
import type { ReportGround, ReportSource, SourcedFact } from "./report-source.ts";

/** One ticket's facts from its stream, each with its event; none when the log does not hold that one. */
export async function sourcedFacts(
  { store, formats }: Pick<ReportGround, "store" | "formats">,
  ticketId: string,
): Promise<readonly SourcedFact[]> {
  // No fact is personal: nothing needs to be unsealed.
  const codec = createCodec<TicketEvent>(formats).reading({});
  const facts: SourcedFact[] = [];
  for await (const page of streamPages(store, ticketStream(ticketId))) {
    for (const stored of page) {
      const fact = factOf(codec.decode(stored, new Map()));
      const source = { eventId: stored.id, revision: stored.revision, type: stored.type };
      if (fact !== undefined) facts.push({ fact, source });
    }
  }
  return facts;
}

/** A ticket's facts under the given policy or that which it is bound to; undefined for one that was never opened. */
export async function sourcedTicket(
  source: Pick<ReportSource, "policies" | "sourced">,
  ticketId: string,
  policy: Policy | null,
): Promise<SourcedTicket | undefined> {
  const facts = await source.sourced(ticketId);
  const bound = createPolicyBook(await source.policies());
  const own = policy ?? bound.of(facts.map(({ fact }) => fact));
  return own === undefined ? undefined : { ticketId, facts, policy: own };
}
