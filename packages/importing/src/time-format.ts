/** How a mapped file writes its instants, and where its clocks stand. */
interface TimeFormat {
  /** `iso`, `epochSeconds`, `epochMilliseconds`, or a pattern of yyyy MM M dd d HH H hh h mm ss SSS a and other characters. */
  readonly format: string;
  /** IANA name. A local time that the clocks skip is the first instant after the gap, one that they repeat the first of the two. */
  readonly zone: string;
}

/** Reads a text as a canonical instant; undefined when it is none. */
export type ReadTime = (text: string) => string | undefined;

/** The reader of a format; undefined when its pattern or zone is not understood. */
export function timeReader({ format, zone }: TimeFormat): ReadTime | undefined {
  if (!isZone(zone)) return undefined;
  switch (format) {
    case "iso":
      return orUndefined((text) => isoInstant(text, zone));
    case "epochSeconds":
      return epoch(1_000);
    case "epochMilliseconds":
      return epoch(1);
    default:
      return patternReader(format, zone);
  }
}

function isZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone !== "";
  } catch {
    return false;
  }
}

/** What Temporal cannot read or place it throws on. */
const orUndefined =
  (read: ReadTime): ReadTime =>
  (text) => {
    try {
      return read(text);
    } catch {
      return undefined;
    }
  };

/** @throws RangeError outside of the years 0 to 9999 */
function canonical(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  if (text.length > "yyyy-MM-ddTHH:mm:ss.SSSZ".length) throw new RangeError(text);
  return text;
}

/** A name of a zone in brackets, as some write it behind the offset, says nothing more; in place of one it is not taken. */
function isoInstant(text: string, zone: string): string | undefined {
  const [written = ""] = text.split("[", 1);
  if (/(?:z|[+-]\d{2}(?::?\d{2})?)$/i.test(written.slice(10)))
    return canonical(Temporal.Instant.from(written).epochMilliseconds);
  if (written !== text) return undefined;
  return canonical(instantIn(zone, Temporal.PlainDateTime.from(text)).epochMilliseconds);
}

function instantIn(zone: string, local: Temporal.PlainDateTime): Temporal.Instant {
  const at = local.toZonedDateTime(zone, { disambiguation: "earlier" });
  const end = at.toPlainDateTime().equals(local) ? null : at.getTimeZoneTransition("next");
  return (end ?? at).toInstant();
}

const epoch = (unit: number) =>
  orUndefined((text) =>
    /^-?\d+(\.\d+)?$/.test(text) ? canonical(Math.round(Number(text) * unit)) : undefined,
  );

type Part =
  | "year"
  | "month"
  | "day"
  | "hour"
  | "hour12"
  | "minute"
  | "second"
  | "millisecond"
  | "half";

const TOKENS: ReadonlyMap<string, readonly [part: Part, digits: string]> = new Map([
  ["yyyy", ["year", "\\d{4}"]],
  ["MM", ["month", "\\d{2}"]],
  ["M", ["month", "\\d{1,2}"]],
  ["dd", ["day", "\\d{2}"]],
  ["d", ["day", "\\d{1,2}"]],
  ["HH", ["hour", "\\d{2}"]],
  ["H", ["hour", "\\d{1,2}"]],
  ["hh", ["hour12", "\\d{2}"]],
  ["h", ["hour12", "\\d{1,2}"]],
  ["mm", ["minute", "\\d{2}"]],
  ["ss", ["second", "\\d{2}"]],
  ["SSS", ["millisecond", "\\d{3}"]],
  ["a", ["half", "[AaPp][Mm]"]],
] as const);
const TOKEN = /yyyy|MM|M|dd|d|HH|H|hh|h|mm|ss|SSS|a|[A-Za-z]|[^A-Za-z]+/g;

function patternReader(format: string, zone: string): ReadTime | undefined {
  const parts: Part[] = [];
  let pattern = "";
  for (const piece of format.match(TOKEN) ?? []) {
    const token = TOKENS.get(piece);
    if (token === undefined) {
      if (piece !== "T" && /[A-Za-z]/.test(piece)) return undefined;
      pattern += RegExp.escape(piece);
    } else if (parts.includes(token[0])) {
      return undefined;
    } else {
      parts.push(token[0]);
      pattern += `(${token[1]})`;
    }
  }
  if (!(["year", "month", "day"] as const).every((part) => parts.includes(part))) return undefined;
  // Half a day's hours say too little without their half, and the other way round.
  const isHalved = parts.includes("half");
  if (isHalved !== parts.includes("hour12") || (isHalved && parts.includes("hour")))
    return undefined;
  const expression = new RegExp(`^${pattern}$`);
  return orUndefined((text) => {
    const found = expression.exec(text);
    return found === null ? undefined : localInstant(parts, found.slice(1), zone);
  });
}

function localInstant(parts: readonly Part[], texts: readonly string[], zone: string): string {
  const given = new Map(parts.map((part, index) => [part, texts[index] ?? ""]));
  const number = (part: Part) => Number(given.get(part) ?? 0);
  const local = Temporal.PlainDateTime.from(
    {
      year: number("year"),
      month: number("month"),
      day: number("day"),
      hour: given.has("hour12") ? hourOfDay(number("hour12"), given.get("half")) : number("hour"),
      minute: number("minute"),
      second: number("second"),
      millisecond: number("millisecond"),
    },
    { overflow: "reject" },
  );
  return canonical(instantIn(zone, local).epochMilliseconds);
}

/** Twelve o'clock comes first in each half of the day. An hour that no clock shows is left for Temporal to reject. */
function hourOfDay(hour: number, half: string | undefined): number {
  if (hour < 1 || hour > 12) return -1;
  return (hour % 12) + (half?.toLowerCase() === "pm" ? 12 : 0);
}
