import type {
  EventFormat,
  EventStore,
  Instant,
  KeyStore,
  ReadModelStore,
} from "@docket/event-sourcing";
import type { PublishedLevels } from "@docket/read-models";
import type { FactSource, KpiQuestion, KpiReport, ReportedArticle } from "@docket/reporting";
import type { EpochMs, Fact, TicketFacts } from "@docket/service-levels";

/** What reports on a Docket are made from, wherever it is. */
export interface ReportSource {
  /** Of all tickets by their ids, a page at a time. */
  facts(asOf: Instant | null): AsyncIterable<readonly TicketFacts[]>;
  policies(): Promise<readonly PublishedLevels[]>;
  /** The key figures of the present, without a look at each ticket; null when they take one, for exact percentiles too. */
  presentKpi(question: KpiQuestion): Promise<KpiReport | null>;
  articles(asOf: Instant | null, now: EpochMs): Promise<readonly ReportedArticle[]>;
  /** One ticket's facts, each with the event that told it. */
  sourced(ticketId: string): Promise<readonly SourcedFact[]>;
}

export interface SourcedFact {
  readonly fact: Fact;
  readonly source: FactSource;
}

/** Stores at hand that reports are made from. */
export interface ReportGround {
  readonly store: EventStore;
  readonly keys: KeyStore;
  readonly readModels: ReadModelStore;
  readonly formats: ReadonlyMap<string, EventFormat>;
  /** Makes an empty store of read models, gone once it is closed. */
  readonly scratch: () => Promise<ReadModelStore>;
}
