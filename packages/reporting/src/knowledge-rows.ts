import {
  factsBy,
  isMature,
  isReopenedInTime,
  ticketMeasures,
  type EpochMs,
  type GroupingAttributes,
  type Resolution,
  type TicketMeasures,
  type ReportedTicket,
} from "@docket/service-levels";
import { isBucketUnit } from "./buckets.ts";
import { attributeDimensions } from "./dimension.ts";
import { groupsBy, namedGroup } from "./grouping.ts";
import type { KpiRow } from "./kpi-rows.ts";
import { isIn } from "./period.ts";
import { instantOrNull, type ReportQuestion } from "./report.ts";

/** A knowledge article as it was known at the report's knowledge, by what had occurred at its `now`. */
export interface ReportedArticle {
  readonly articleId: string;
  readonly kind: string;
  readonly title: string;
  readonly category: string | null;
  /** The latest. */
  readonly version: number;
  readonly retired: boolean;
  /** When it spared a customer a ticket. */
  readonly deflections: readonly EpochMs[];
}

/**
 * What the report counts: a resolution, each article that it cites, and each time that an article spared a ticket. The
 * figures follow from these rows alone.
 */
export interface KnowledgeRow {
  readonly figure: "resolution" | "citation" | "deflection";
  readonly ticketId: string | null;
  readonly externalId: string | null;
  readonly at: EpochMs;
  readonly articleId: string | null;
  /** Of a resolution: it cites an article. Of a citation: the ticket was not reopened within 7 days. */
  readonly hit: boolean | null;
  /** The 7 days of a citation have passed: only then is it one of those that may have solved something. */
  readonly counted: boolean;
  readonly provisional: boolean;
  /** The ticket's; null for a deflection, which has none. */
  readonly attributes: GroupingAttributes | null;
}

/** What a ticket brings, in the period of each resolution. */
export const knowledgeOf = (
  { ticketId, facts }: ReportedTicket,
  { now, period }: ReportQuestion,
): KnowledgeRow[] => {
  const measures = ticketMeasures(factsBy(facts, now));
  if (measures === null) return [];
  return measures.resolutions
    .filter(({ at }) => isIn(period, at))
    .flatMap((resolution) => rowsOf(ticketId, measures, resolution, now));
};

const rowsOf = (
  ticketId: string,
  { opening: { externalId }, attributes: own, firstTeam }: TicketMeasures,
  { at, team, agent, articles, reopenedAt }: Resolution,
  now: EpochMs,
): KnowledgeRow[] => {
  const attributes = { ...own, team: team ?? firstTeam, agent };
  const row = { ticketId, externalId, at, attributes };
  const isOver = isMature(at, now);
  const citations = [...new Set(articles)].map((articleId): KnowledgeRow => ({
    ...row,
    figure: "citation",
    articleId,
    hit: !isReopenedInTime(at, reopenedAt),
    counted: isOver,
    provisional: !isOver,
  }));
  const hit = citations.length > 0;
  const plain = { articleId: null, hit, counted: true, provisional: false };
  return [{ ...row, ...plain, figure: "resolution" }, ...citations];
};

/** An article's deflections in the period. */
export const deflectionsOf = (
  { articleId, deflections }: ReportedArticle,
  { now, period }: ReportQuestion,
): KnowledgeRow[] =>
  deflections
    .filter((at) => at <= now && isIn(period, at))
    .map((at) => ({
      figure: "deflection",
      ticketId: null,
      externalId: null,
      at,
      articleId,
      hit: null,
      counted: true,
      provisional: false,
      attributes: null,
    }));

const columns = [
  "figure",
  "externalId",
  "ticketId",
  "at",
  "articleId",
  "hit",
  "counted",
  "provisional",
] as const satisfies readonly (keyof KnowledgeRow)[];

/** The columns of a printed row, in the order in which tables and CSV have them. */
export const knowledgeColumns = ({ by }: ReportQuestion): readonly string[] => [
  ...columns,
  ...attributeDimensions,
  ...by.filter(isBucketUnit),
];

/** A row as `--tickets` prints it. */
export const knowledgeRows = (question: ReportQuestion) => {
  const { by, period } = question;
  const groupOf = groupsBy(by, period.zone);
  const names = knowledgeColumns(question);
  return ({ attributes, at, ...rest }: KnowledgeRow): KpiRow => {
    const group = attributes === null ? {} : namedGroup(by, groupOf(attributes, at));
    const cells: KpiRow = { ...group, ...attributes, ...rest, at: instantOrNull(at) };
    return Object.fromEntries(names.map((name) => [name, cells[name] ?? null]));
  };
};
