import { createPolicyBook, factsOfStream } from "@docket/read-models";
import type { SourcedTicket } from "@docket/reporting";
import type { Policy } from "@docket/service-levels";
import type { ReportGround, ReportSource, SourcedFact } from "./report-source.ts";

/** One ticket's facts from its stream, each with its event; none when the log does not hold that one. */
export async function sourcedFacts(
  { store, formats }: Pick<ReportGround, "store" | "formats">,
  ticketId: string,
): Promise<readonly SourcedFact[]> {
  const facts: SourcedFact[] = [];
  for await (const { fact, event } of factsOfStream(store, formats, ticketId)) {
    const { id: eventId, revision, type } = event;
    facts.push({ fact, source: { eventId, revision, type } });
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
