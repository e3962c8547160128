import { HOUR, MINUTE } from "./instant.ts";

const FORM = /^PT(?=[\d.])(?:(\d+(?:\.\d+)?)H)?(?:(\d+(?:\.\d+)?)M)?(?:(\d+(?:\.\d+)?)S)?$/;
const FRACTION_NOT_LAST = /\.\d+[HM]./;
const LONGER = /^[+-]?P(?=.*\d)[^T]*\d+(?:\.\d+)?[YMWD]/;

export type DurationResult =
  | { readonly ok: true; readonly ms: number }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads an ISO 8601 duration in hours, minutes and seconds into whole milliseconds; only its last unit may have a
 * fraction. Days and longer are refused: how long they are depends on the calendar.
 */
export const parseDuration = (text: string): DurationResult => {
  const match = FORM.exec(text);
  if (match === null || FRACTION_NOT_LAST.test(text)) return { ok: false, problem: fault(text) };
  const [, hours, minutes, seconds] = match;
  const exact = part(hours, HOUR) + part(minutes, MINUTE) + part(seconds, 1_000);
  const ms = Math.round(exact);
  if (!Number.isSafeInteger(ms)) return { ok: false, problem: `"${text}" is too long` };
  if (Math.abs(exact - ms) > 1e-6) {
    return { ok: false, problem: `"${text}" is finer than a millisecond` };
  }
  return { ok: true, ms };
};

/** The canonical form: hours, minutes and seconds without zeros in front, `PT0S` for nothing. */
export const formatDuration = (ms: number): string => {
  const hours = Math.floor(ms / HOUR);
  const minutes = Math.floor((ms % HOUR) / MINUTE);
  const seconds = (ms % MINUTE) / 1_000;
  const text = `${hours > 0 ? `${hours}H` : ""}${minutes > 0 ? `${minutes}M` : ""}${seconds > 0 ? `${seconds}S` : ""}`;
  return text === "" ? "PT0S" : `PT${text}`;
};

const part = (digits: string | undefined, unit: number): number =>
  digits === undefined ? 0 : Number(digits) * unit;

const fault = (text: string): string =>
  LONGER.test(text)
    ? `"${text}" is ambiguous: write days and longer in hours, like PT24H`
    : `"${text}" is no duration like PT24H or PT1H30M`;
