import {
  createCodec,
  createProjector,
  idOf,
  overhearing,
  tablesOf,
  type EventStore,
  type Instant,
  type ReadModelStore,
} from "@docket/event-sourcing";
import {
  createPolicyBook,
  facts,
  knownMergers,
  ofPersons,
  personsIn,
  scanFacts,
} from "@docket/read-models";
import type { DomainEvent } from "@docket/schemas";
import type { Policy, ReportedTicket, TicketFacts } from "@docket/service-levels";
import type { ReportGround, ReportSource } from "./report-source.ts";

/**
 * All tickets by their ids, a page at a time, as they were known at `asOf`; null is the present and looks at the live
 * tables. Each comes with the policy to judge it by: the given one, or that which it is bound to.
 */
export async function* reportedTickets(
  source: Pick<ReportSource, "facts" | "policies">,
  asOf: Instant | null,
  policy: Policy | null,
): AsyncGenerator<readonly ReportedTicket[]> {
  const bound = createPolicyBook(await source.policies());
  for await (const page of source.facts(asOf)) {
    yield page.flatMap((ticket) => {
      const own = policy ?? bound.of(ticket.facts);
      return own === undefined ? [] : [{ ...ticket, policy: own }];
    });
  }
}

/** What facts are read from. */
type FactsGround = Omit<ReportGround, "readModels"> & {
  readonly readModels: Pick<ReadModelStore, "scan" | "select">;
};

/**
 * The facts of all tickets by their ids, a page at a time, as they were known at `asOf`. A customer who was known then to be
 * merged into another is that other: a merge tells who somebody is and was, whatever `now` is.
 */
export const knownFacts = (
  ground: FactsGround,
  asOf: Instant | null,
): AsyncIterable<readonly TicketFacts[]> =>
  asOf === null ? factsOfNow(ground) : factsKnownAt(ground, asOf);

async function* factsOfNow({ readModels }: FactsGround): AsyncGenerator<readonly TicketFacts[]> {
  const persons = personsIn(await knownMergers(readModels));
  for await (const page of scanFacts(readModels)) yield ofPersons(page, persons);
}

const BATCH = { batch: 10_000, rowsInMemory: 50_000 };

/** From the log up to `asOf`. `recordedAt` never goes back, so that what was known then is a beginning of the log. */
async function* factsKnownAt(
  ground: FactsGround,
  asOf: Instant,
): AsyncGenerator<readonly TicketFacts[]> {
  const scratch = await ground.scratch();
  // No fact is personal: nothing needs to be unsealed.
  const codec = createCodec<DomainEvent>(ground.formats).reading({});
  const mergers = new Map<string, string>();
  try {
    const merging = overhearing(
      recordedBy(ground.store, asOf),
      codec,
      "customerMerged",
      ({ stream, data }) => void mergers.set(idOf(stream), data.into),
    );
    const store = overhearing(merging, codec, "customerUnmerged", ({ stream, data }) => {
      // A page's merges are heard first: this one may be past already.
      if (mergers.get(idOf(stream)) === data.from) mergers.delete(idOf(stream));
    });
    const group = { group: "facts", projections: [facts], derivations: [] };
    await scratch.install(tablesOf(group), "live");
    const projector = createProjector({
      ...group,
      store,
      keys: ground.keys,
      codec,
      readModels: scratch,
      generation: "live",
      // What cannot be read is parked in the live tables too, and told there.
      onParked: () => {},
      ...BATCH,
    });
    while ((await projector.step()) > 0);
    const persons = personsIn(mergers);
    for await (const page of scanFacts(scratch)) yield ofPersons(page, persons);
  } finally {
    await scratch.close();
  }
}

/** A store as it was at an instant. */
const recordedBy = (store: EventStore, asOf: Instant): EventStore => ({
  ...store,
  readAll: async (options) =>
    (await store.readAll(options)).filter(({ recordedAt }) => recordedAt <= asOf),
});
