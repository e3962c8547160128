import { HOUR, type EpochMs } from "../instant.ts";
import type { GroupingAttributes } from "../ticket-attributes.ts";
import type { Contribution, KpiName } from "./contribution.ts";
import { npsGroup } from "./nps.ts";
import {
  clockTally,
  receiptTally,
  rolledProvisional,
  rolledShares,
  type RollupCount,
  type RollupTally,
} from "./rollup.ts";
import type { SettledTicket } from "./settled.ts";
import { rolledTimes, spreadBucket, type RollupSpread } from "./spreads.ts";

/** What a ticket adds to the rollups of an hour of UTC, for whoever it is credited to there. */
export interface RolledHour {
  /** When it begins. */
  readonly hour: EpochMs;
  /** The very same object as in the ticket's other hours of the same credit. */
  readonly attributes: GroupingAttributes;
  readonly counts: ReadonlyMap<RollupCount, number>;
  /** By {@link spreadBucket}. */
  readonly spreads: ReadonlyMap<number, number>;
  readonly tallies: ReadonlyMap<RollupTally, ReadonlyMap<string, number>>;
}

/** All that a ticket adds to rollups. */
export const rolledHours = (settled: SettledTicket): readonly RolledHour[] => {
  const { ticket, clocks, contributions, overdue } = settled;
  const { opening, attributes } = ticket.measures;
  const version = ticket.policyVersion;
  const { hours, at } = drafts();
  for (const one of contributions) contribute(at(one.at, one.attributes), one);
  for (const { clock, reading, decidedAt } of clocks) {
    const { state } = reading;
    if (decidedAt === null) continue;
    if (state !== "met" && state !== "breached" && state !== "cancelled") continue;
    put(at(decidedAt, attributes), "clocks", clockTally(clock.target, state, version));
  }
  for (const { at: instant, target } of overdue) {
    const draft = at(instant, attributes);
    count(draft, "attainmentOverdue", 1);
    put(draft, "clocks", clockTally(target, "overdue", version));
  }
  put(at(opening.at, attributes), "receipts", receiptTally(clocks, version));
  return hours;
};

interface Draft extends RolledHour {
  readonly counts: Map<RollupCount, number>;
  readonly spreads: Map<number, number>;
  readonly tallies: Map<RollupTally, Map<string, number>>;
}

const drafts = () => {
  const hours: Draft[] = [];
  const credits: GroupingAttributes[] = [];
  const creditOf = (attributes: GroupingAttributes): GroupingAttributes => {
    const known = credits.find((one) => isSame(one, attributes));
    if (known === undefined) credits.push(attributes);
    return known ?? attributes;
  };
  return {
    hours,
    at: (instant: EpochMs, given: GroupingAttributes): Draft => {
      const hour = Math.floor(instant / HOUR) * HOUR;
      const attributes = creditOf(given);
      let draft = hours.find((one) => one.hour === hour && one.attributes === attributes);
      if (draft === undefined) {
        draft = { hour, attributes, counts: new Map(), spreads: new Map(), tallies: new Map() };
        hours.push(draft);
      }
      return draft;
    },
  };
};

/** The other attributes are the ticket's own wherever something is credited. */
const isSame = (one: GroupingAttributes, other: GroupingAttributes): boolean =>
  one === other ||
  (one.channel === other.channel && one.team === other.team && one.agent === other.agent);

const count = ({ counts }: Draft, column: RollupCount, amount: number): void =>
  void counts.set(column, (counts.get(column) ?? 0) + amount);

const put = ({ tallies }: Draft, column: RollupTally, name: string): void => {
  const tally = tallies.get(column);
  if (tally === undefined) tallies.set(column, new Map([[name, 1]]));
  else tally.set(name, (tally.get(name) ?? 0) + 1);
};

const contribute = (to: Draft, one: Contribution): void => {
  const { figure, counted, hit, valueMs, businessMs } = one;
  count(to, "contributions", 1);
  const share = shareColumns.get(figure);
  const time = timeColumns.get(figure);
  const provisional = one.provisional ? provisionalColumns.get(figure) : undefined;
  if (provisional !== undefined) count(to, provisional, 1);
  if (!counted) return;
  if (share !== undefined) {
    count(to, share.n, 1);
    if (hit === true) count(to, share.hits, 1);
  } else if (time !== undefined) {
    if (valueMs !== null) addTime(to, time.calendar, valueMs);
    if (businessMs !== null) addTime(to, time.business, businessMs);
  } else if (figure === "nps") {
    const group = npsGroup(one.score);
    if (group !== null) count(to, group, 1);
  }
};

interface TimeColumns {
  readonly n: RollupCount;
  readonly ms: RollupCount;
  readonly spread: RollupSpread | null;
}

const addTime = (to: Draft, { n, ms, spread }: TimeColumns, value: number): void => {
  count(to, n, 1);
  count(to, ms, value);
  if (spread === null) return;
  const bucket = spreadBucket(spread, value);
  to.spreads.set(bucket, (to.spreads.get(bucket) ?? 0) + 1);
};

// Names are made once: there are some for each of a ticket's contributions.
const shareColumns: ReadonlyMap<KpiName, { readonly n: RollupCount; readonly hits: RollupCount }> =
  new Map(rolledShares.map((share) => [share, { n: `${share}N`, hits: `${share}Hits` }]));
const provisionalColumns: ReadonlyMap<KpiName, RollupCount> = new Map(
  rolledProvisional.map((name) => [name, `${name}Provisional`]),
);
const timeColumns: ReadonlyMap<
  KpiName,
  { readonly calendar: TimeColumns; readonly business: TimeColumns }
> = new Map<KpiName, { readonly calendar: TimeColumns; readonly business: TimeColumns }>([
  ...rolledTimes.map((time) => {
    const calendar = { n: `${time}N`, ms: `${time}Ms`, spread: time } as const;
    const n = `${time}BusinessN` as const;
    const business = { n, ms: `${time}BusinessMs`, spread: `${time}Business` } as const;
    return [time, { calendar, business }] as const;
  }),
  [
    "averageHandlingTime",
    {
      calendar: { n: "averageHandlingTimeN", ms: "averageHandlingTimeMs", spread: null },
      business: {
        n: "averageHandlingTimeBusinessN",
        ms: "averageHandlingTimeBusinessMs",
        spread: null,
      },
    },
  ],
]);
