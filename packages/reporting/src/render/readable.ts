import { HOUR, MINUTE } from "@docket/service-levels";

/** What a number counts. Open time is measured in hours: a day of it would be a different length on each calendar. */
export type Unit = "count" | "share" | "points" | "ms" | "openMs";

const counts = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const tenths = new Intl.NumberFormat("en", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
});
const signed = new Intl.NumberFormat("en", {
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: "exceptZero",
});

/** A number as people read it; a dash where there is none. */
export const readable = (unit: Unit, value: number | null): string => {
  if (value === null) return "–";
  switch (unit) {
    case "count":
      return counts.format(value);
    case "share":
      return `${tenths.format(value * 100)} %`;
    case "points":
      return signed.format(value);
    case "ms":
      return span(value, true);
    case "openMs":
      return span(value, false);
    default:
      return unit satisfies never;
  }
};

const DAYS_FROM = 48 * HOUR;

/** Two units at most: what is finer tells nobody anything. */
const span = (ms: number, inDays: boolean): string => {
  if (ms < 0) return `−${span(-ms, inDays)}`;
  if (ms < 9_950) return `${trimmed(ms / 1_000)} s`;
  const seconds = Math.round(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3_600) return pair(seconds, 60, "min", "s");
  const minutes = Math.round(ms / MINUTE);
  if (!inDays || ms < DAYS_FROM) return pair(minutes, 60, "h", "min");
  return pair(Math.round(ms / HOUR), 24, "d", "h");
};

const pair = (total: number, size: number, big: string, small: string): string => {
  const rest = total % size;
  const whole = counts.format((total - rest) / size);
  return rest === 0 ? `${whole} ${big}` : `${whole} ${big} ${rest} ${small}`;
};

const trimmed = (seconds: number): string => String(Number(seconds.toFixed(1)));

/** An ISO instant to the minute, as the clocks of a zone show it; with its offset where they show that time twice. */
export const readableInstant = (instant: string | null, zone: string): string => {
  if (instant === null) return "–";
  const local = Temporal.Instant.from(instant).toZonedDateTimeISO(zone);
  const shown = local.toPlainDateTime();
  const offsetOf = (disambiguation: "earlier" | "later"): string =>
    shown.toZonedDateTime(zone, { disambiguation }).offset;
  const text = shown.toString({ smallestUnit: "minute" }).replace("T", " ");
  return offsetOf("earlier") === offsetOf("later") ? text : `${text}${local.offset}`;
};
