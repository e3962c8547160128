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
export const formatInstant = (at: EpochMs): string => new Date(at).toISOString();
