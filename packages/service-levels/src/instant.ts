/** Milliseconds since 1970-01-01T00:00:00Z: the one form in which this package reckons. */
export type EpochMs = number;

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
/** A day of UTC; a local day may be shorter or longer. */
export const DAY = 24 * HOUR;

const FORM =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?:Z|\+00:00)$/;

const daysIn = (year: number, month: number): number => {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
};

/**
 * Reads an ISO 8601 instant in UTC, seconds and their fraction optional; what is finer than a millisecond is cut off.
 * Null when it is none: another offset, no offset, a day that does not exist.
 */
export const parseInstant = (text: string): EpochMs | null => {
  const match = FORM.exec(text);
  if (match === null || Number(match[3]) > daysIn(Number(match[1]), Number(match[2]))) return null;
  return Date.parse(text);
};

/** The canonical form, `YYYY-MM-DDTHH:MM:SS.mmmZ`. */
export const formatInstant = (at: EpochMs): string => {
  const day = Math.floor(at / DAY);
  const rest = at - day * DAY;
  const minute = Math.floor(rest / MINUTE);
  return `${dateOf(day)}T${minutes[minute] ?? ""}:${secondsOf(rest - minute * MINUTE)}Z`;
};

const padded = (number: number, digits: number): string => String(number).padStart(digits, "0");
const minutes = Array.from({ length: 24 * 60 }, (_, minute) => {
  return `${padded(Math.floor(minute / 60), 2)}:${padded(minute % 60, 2)}`;
});
const secondsOf = (ms: number): string => {
  const second = Math.floor(ms / 1_000);
  return `${padded(second, 2)}.${padded(ms - second * 1_000, 3)}`;
};

/** Rows are full of instants: an own form of the few dates that they are of is several times as fast as that of each instant. */
const dates = new Map<number, string>();
const MOST_DATES = 10_000;
const dateOf = (day: number): string => {
  const known = dates.get(day);
  if (known !== undefined) return known;
  if (dates.size >= MOST_DATES) dates.clear();
  const made = new Date(day * DAY).toISOString().split("T")[0] ?? "";
  dates.set(day, made);
  return made;
};
