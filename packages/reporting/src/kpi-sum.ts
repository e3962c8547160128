import { npsGroup, type Contribution } from "@docket/service-levels";

/** What has been added up for one figure. */
export interface KpiSum {
  n: number;
  hits: number;
  provisional: boolean;
  readonly calendar: number[];
  readonly business: number[];
  interactions: number;
  interactionsInBusiness: number;
  lastInteraction: string | null;
  readonly nps: { promoters: number; passives: number; detractors: number };
}

export const emptySum = (): KpiSum => ({
  n: 0,
  hits: 0,
  provisional: false,
  calendar: [],
  business: [],
  interactions: 0,
  interactionsInBusiness: 0,
  lastInteraction: null,
  nps: { promoters: 0, passives: 0, detractors: 0 },
});

/** Contributions of one interaction must come together. */
export const addTo = (sum: KpiSum, one: Contribution): void => {
  if (one.provisional) sum.provisional = true;
  if (!one.counted) return;
  sum.n += 1;
  if (one.hit === true) sum.hits += 1;
  if (one.valueMs !== null) sum.calendar.push(one.valueMs);
  if (one.businessMs !== null) sum.business.push(one.businessMs);
  if (one.figure === "nps") {
    const group = npsGroup(one.score);
    if (group !== null) sum.nps[group] += 1;
  }
  if (one.figure === "averageHandlingTime") countInteraction(sum, one);
};

const countInteraction = (sum: KpiSum, { ticketId, subject, businessMs }: Contribution): void => {
  const interaction = `${ticketId} ${subject}`;
  if (interaction === sum.lastInteraction) return;
  sum.lastInteraction = interaction;
  sum.interactions += 1;
  if (businessMs !== null) sum.interactionsInBusiness += 1;
};

/** Takes out what a contribution that was added up before has brought, and should not have. */
export const correct = (sum: KpiSum, one: Contribution): void => {
  const { figure, score, counted, hit, valueMs, businessMs } = one;
  if (figure === "nps" && !counted) {
    sum.n -= 1;
    const group = npsGroup(score);
    if (group !== null) sum.nps[group] -= 1;
  } else if (figure === "firstContactResolution" && hit === false) {
    sum.hits -= 1;
  } else if (figure === "averageHandlingTime" && !counted) {
    sum.interactions -= 1;
    sum.calendar.push(-(valueMs ?? 0));
    if (businessMs === null) return;
    sum.interactionsInBusiness -= 1;
    sum.business.push(-businessMs);
  }
};
