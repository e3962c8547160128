import type { EpochMs } from "../instant.ts";
import type { GroupingAttributes } from "../ticket-attributes.ts";

/** The KPIs, in the order in which reports have them. */
export const kpiNames = [
  "attainment",
  "firstResponseTime",
  "firstResponseTimeAny",
  "firstResolutionTime",
  "fullResolutionTime",
  "resolutionEffort",
  "speedOfAnswer",
  "answeredInTime",
  "abandonment",
  "csat",
  "surveyResponseRate",
  "nps",
  "firstContactResolution",
  "averageHandlingTime",
  "reopenRate",
  "backlog",
] as const;
export type KpiName = (typeof kpiNames)[number];

/** One thing that a KPI counts, measures or asks about: the figures follow from these rows alone. */
export interface Contribution {
  readonly figure: KpiName;
  readonly ticketId: string;
  readonly externalId: string | null;
  readonly customerId: string | null;
  /** In whose period it is counted. */
  readonly at: EpochMs;
  /** The target, interaction or survey, where a ticket has several. */
  readonly subject: string | null;
  /** Calendar time, of what is measured. */
  readonly valueMs: number | null;
  readonly businessMs: number | null;
  /** Of a survey. */
  readonly score: number | null;
  /** It is one of the n of the report's figure. */
  readonly counted: boolean;
  /** It is one of the n of its group's figure: only an NPS answer may be that without the other. */
  readonly countedInGroup: boolean;
  /** Of a share: it is in the upper part. */
  readonly hit: boolean | null;
  /** Time may still change it. */
  readonly provisional: boolean;
  readonly attributes: GroupingAttributes;
}

/** Whose contribution to what. */
export type Contributor = Pick<
  Contribution,
  "figure" | "ticketId" | "externalId" | "customerId" | "attributes"
>;
/** What it is, as far as there is something to tell beside when. */
export type Told = Pick<Contribution, "at"> &
  Partial<Omit<Contribution, keyof Contributor | "countedInGroup">>;

/** A contribution that counts, unless said otherwise, and has nothing that was not told. */
export const contribution = (of: Contributor, told: Told): Contribution => {
  const { at, subject = null, valueMs = null, businessMs = null, score = null } = told;
  const { hit = null, provisional = false, counted = true } = told;
  const { figure, ticketId, externalId, customerId, attributes } = of;
  return {
    figure,
    ticketId,
    externalId,
    customerId,
    at,
    subject,
    valueMs,
    businessMs,
    score,
    counted,
    countedInGroup: counted,
    hit,
    provisional,
    attributes,
  };
};
