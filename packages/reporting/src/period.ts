import { instant, isTimeZone } from "@docket/schemas";
import type { EpochMs } from "@docket/service-levels";

/** `from` ≤ t < `to`; null is without limit on that side. The zone says where days and hours begin. */
export interface Period {
  readonly from: EpochMs | null;
  readonly to: EpochMs | null;
  readonly zone: string;
}

export type PeriodResult =
  | { readonly ok: true; readonly period: Period }
  | { readonly ok: false; readonly field: "from" | "to" | "zone"; readonly problem: string };

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Reads a period. Its ends are instants, or dates: the first instant of that day in the zone. */
export const parsePeriod = (given: {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly zone?: string | undefined;
}): PeriodResult => {
  const zone = given.zone ?? "UTC";
  if (!isTimeZone(zone)) return { ok: false, field: "zone", problem: "is no IANA time zone" };
  const from = end(given.from, zone);
  const to = end(given.to, zone);
  const problem = "is no date like 2026-03-02 and no instant like 2026-03-02T09:15:00Z";
  if (from === undefined) return { ok: false, field: "from", problem };
  if (to === undefined) return { ok: false, field: "to", problem };
  if (from !== null && to !== null && to <= from) {
    return { ok: false, field: "to", problem: "is not after the beginning of the period" };
  }
  return { ok: true, period: { from, to, zone } };
};

const end = (text: string | undefined, zone: string): EpochMs | null | undefined => {
  if (text === undefined) return null;
  if (!DATE.test(text)) return readInstant(text);
  // Both read a day that does not exist as undefined.
  if (readInstant(`${text}T00:00:00Z`) === undefined) return undefined;
  return Temporal.PlainDate.from(text).toZonedDateTime(zone).epochMilliseconds;
};

/** Reads an instant with any offset, as commands and queries do. */
export const readInstant = (text: string): EpochMs | undefined => {
  const read = instant.safeParse(text);
  return read.success ? Date.parse(read.data) : undefined;
};

export const isIn = ({ from, to }: Period, at: EpochMs): boolean =>
  (from === null || at >= from) && (to === null || at < to);
