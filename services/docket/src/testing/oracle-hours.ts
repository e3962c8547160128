/** Opening hours laid out day by day, for checking what the program reckons. */
export interface CalendarInLog {
  readonly timeZone: string;
  readonly weekly: Readonly<Record<string, readonly (readonly [string, string])[]>>;
}
export type Span = readonly [from: number, to: number];

/** When more than `left` has passed in these spans. */
export function exceeded(spans: readonly Span[], left: number): number | null {
  let rest = left;
  for (const [from, to] of spans) {
    if (rest < to - from) return from + rest;
    rest -= to - from;
  }
  return null;
}

const DAY = 86_400_000;
const days = new Map<string, readonly Span[]>();

/** Without a calendar it is always open. */
export function openSpans(calendar: CalendarInLog | undefined, from: number, to: number): Span[] {
  if (calendar === undefined) return [[from, to]];
  const spans: Span[] = [];
  for (let day = Math.floor(from / DAY) - 1; day <= Math.floor(to / DAY) + 1; day += 1) {
    for (const [opens, closes] of dayOf(calendar, day)) {
      const span: Span = [Math.max(from, opens), Math.min(to, closes)];
      if (span[0] < span[1]) spans.push(span);
    }
  }
  return spans;
}

/** The openings of a local date, as instants; none crosses midnight in what is checked here. */
function dayOf({ timeZone, weekly }: CalendarInLog, day: number): readonly Span[] {
  const key = `${timeZone} ${JSON.stringify(weekly)} ${day}`;
  const known = days.get(key);
  if (known !== undefined) return known;
  const date = Temporal.PlainDate.from("1970-01-01").add({ days: day });
  const weekday = date.toLocaleString("en", { weekday: "long" }).toLowerCase();
  const spans = (weekly[weekday] ?? []).map(([opens, closes]): Span => {
    const at = (time: string) =>
      date.toZonedDateTime({ timeZone, plainTime: Temporal.PlainTime.from(time) })
        .epochMilliseconds;
    return [at(opens), at(closes)];
  });
  days.set(key, spans);
  return spans;
}

export const msOf = (within: string): number =>
  Temporal.Duration.from(within).total("milliseconds");
