import type {
  EventFormat,
  EventStore,
  Instant,
  KeyStore,
  ReadModelStore,
} from "@docket/event-sourcing";
import type { PublishedLevels } from "@docket/read-models";
import type {
  AgentsReport,
  BacklogQuestion,
  BacklogReport,
  FactSource,
  KpiQuestion,
  KpiReport,
  ReportedArticle,
  SlaQuestion,
  SlaReport,
} from "@docket/reporting";
import type { EpochMs, Fact, Policy, TicketFacts } from "@docket/service-levels";

/** What reports on a Docket are made from, wherever it is. */
export interface ReportSource {
  /** Of all tickets by their ids, a page at a time. */
  facts(asOf: Instant | null): AsyncIterable<readonly TicketFacts[]>;
  policies(): Promise<readonly PublishedLevels[]>;
  kpi(asked: Asked<KpiQuestion>): Promise<KpiReport>;
  agents(asked: Asked<KpiQuestion>): Promise<AgentsReport>;
  sla(asked: Asked<SlaQuestion>): Promise<SlaReport>;
  backlog(asked: Asked<BacklogQuestion>): Promise<BacklogReport>;
  articles(asOf: Instant | null, now: EpochMs): Promise<readonly ReportedArticle[]>;
  /** One ticket's facts, each with the event that told it. */
  sourced(ticketId: string): Promise<readonly SourcedFact[]>;
}

/** What is asked, and what the answer is made from. */
export interface Asked<Question> {
  readonly question: Question;
  /** That all tickets are judged by; null: each by the one it is bound to. */
  readonly policy: Policy | null;
  /** A knowledge of the past; null: the present one, as the tables have it. */
  readonly knownAt: Instant | null;
  /** No instant was named: percentiles of times need not be the same for ever, and may come from sketches. */
  readonly isPresent: boolean;
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
