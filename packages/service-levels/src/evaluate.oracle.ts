/**
 * A second, slow reading of the rules, for tests only. It steps through time and looks at wall clocks, knows no
 * transitions, and shares no code with the package: what both agree on is hardly a slip of the hand.
 */

export interface OracleWindow {
  readonly zone: string;
  /** What the wall clock shows at each step, counted in ms as if it showed UTC. */
  readonly wall: Float64Array;
  readonly highest: number;
  readonly from: number;
  readonly step: number;
  readonly first: ReadonlyMap<number, number>;
  readonly last: ReadonlyMap<number, number>;
}

export interface OracleCase {
  readonly weekly: readonly (readonly (readonly [string, string])[])[];
  readonly exceptions: readonly { date: string; open: readonly (readonly [string, string])[] }[];
  readonly target: number;
  readonly start: number;
  readonly pauses: readonly (readonly [number, number | null])[];
  readonly stop: number | null;
  readonly now: number;
}

const DAY_MS = 86_400_000;

/** Reads the wall clock of a zone at each step of some days around a date. */
export const readWindow = (
  zone: string,
  date: string,
  days: number,
  step = 60_000,
): OracleWindow => {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    era: "short",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const from = Date.parse(date) - (days / 2) * DAY_MS;
  const wall = new Float64Array((days * DAY_MS) / step);
  const first = new Map<number, number>();
  const last = new Map<number, number>();
  for (let index = 0; index < wall.length; index += 1) {
    const shown: Record<string, string> = {};
    for (const { type, value } of format.formatToParts(from + index * step)) shown[type] = value;
    const local = Date.UTC(
      Number(shown["year"]),
      Number(shown["month"]) - 1,
      Number(shown["day"]),
      Number(shown["hour"]),
      Number(shown["minute"]),
      Number(shown["second"]),
    );
    wall[index] = local;
    if (!first.has(local)) first.set(local, index);
    last.set(local, index);
  }
  return { zone, wall, highest: Math.max(...last.keys()), from, step, first, last };
};

/** The step at which a local time is; in a gap the first after it; before or after the window its border. */
const stepOf = (window: OracleWindow, local: number, end: boolean): number => {
  const exact = (end ? window.last : window.first).get(local);
  if (exact !== undefined) return exact;
  if (local > window.highest) return window.wall.length;
  return window.wall.findIndex((shown) => shown > local);
};

const wallTime = (time: string): number => {
  const [hours, minutes] = time.split(":").map(Number);
  return ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
};

const openSteps = (window: OracleWindow, oracleCase: OracleCase): Uint8Array => {
  const open = new Uint8Array(window.wall.length);
  const firstDay = Math.floor((window.wall[0] ?? 0) / DAY_MS) - 2;
  const lastDay = Math.floor((window.wall.at(-1) ?? 0) / DAY_MS) + 1;
  for (let day = firstDay; day <= lastDay; day += 1) {
    const date = new Date(day * DAY_MS);
    const iso = date.toISOString().slice(0, 10);
    const special = oracleCase.exceptions.find((exception) => exception.date === iso);
    const hours = special?.open ?? oracleCase.weekly[(date.getUTCDay() + 6) % 7] ?? [];
    for (const [begins, ends] of hours) {
      const begin = day * DAY_MS + wallTime(begins);
      let end = day * DAY_MS + wallTime(ends);
      if (end <= begin) end += DAY_MS;
      open.fill(1, stepOf(window, begin, false), stepOf(window, end, true));
    }
  }
  return open;
};

/** Like the package's evaluation; `dueAt` and `breachesAt` are undefined when not reached in the window. */
export const stepThrough = (window: OracleWindow, oracleCase: OracleCase) => {
  const { target, start, pauses, stop, now } = oracleCase;
  const open = openSteps(window, oracleCase);
  const stopped = stop !== null && stop <= now;
  const judgedAt = stopped ? stop : now;
  const paused = (at: number) =>
    pauses.some(([from, to]) => from <= at && (to === null || at < to));
  const edges = [judgedAt, ...pauses.flatMap(([from, to]) => [from, to ?? from])]
    .filter((edge) => edge > start)
    .toSorted((a, b) => a - b);
  let elapsed = 0;
  let elapsedMs = 0;
  let dueAt: number | undefined = target === 0 ? start : undefined;
  let breachesAt: number | undefined;
  let index = Math.max(0, Math.floor((start - window.from) / window.step));
  let at = start;
  let edge = 0;
  let standing = paused(at);
  while (index < open.length && (breachesAt === undefined || at < judgedAt)) {
    const border = window.from + (index + 1) * window.step;
    const next = Math.min(border, edges[edge] ?? border);
    if (open[index] === 1 && !standing) {
      const length = next - at;
      if (at < judgedAt) elapsedMs += length;
      if (dueAt === undefined && elapsed + length >= target) dueAt = at + target - elapsed;
      if (breachesAt === undefined && elapsed + length > target) breachesAt = at + target - elapsed;
      elapsed += length;
    }
    at = next;
    if (at === border) index += 1;
    if (at === edges[edge]) {
      edge += 1;
      standing = paused(at);
    }
  }
  const breached = elapsedMs > target;
  const state = breached ? "breached" : stopped ? "met" : paused(judgedAt) ? "paused" : "running";
  const silent = paused(judgedAt) && !breached;
  return { state, elapsedMs, silent, dueAt, breachesAt };
};
