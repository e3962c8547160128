import { DAY, HOUR, MINUTE } from "@docket/service-levels";
import type { Markup } from "./markup.ts";
import type { LineChart } from "./page.ts";
import { readable, type Unit } from "./readable.ts";
import { drawing, label, path, place, polyline, type Frame } from "./svg.ts";

const HEIGHT = 260;
const LEFT = 90;
const RIGHT = 20;
const TOP = 12;
const BOTTOM = 28;
const ROOM = HEIGHT - TOP - BOTTOM;

/** A line per group over the buckets of time, broken where there was no case. */
export const lineChart = (
  id: string,
  { title, unit, buckets, lines }: LineChart,
  frame: Frame,
): Markup => {
  const room = frame.width - LEFT - RIGHT;
  const values = lines.flatMap((line) => line.values.filter((value) => value !== null));
  const ticks = ticksFor(unit, values);
  const [low, high] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const x = (index: number): number =>
    LEFT + (buckets.length > 1 ? (index / (buckets.length - 1)) * room : room / 2);
  const y = (value: number): number => TOP + ROOM * (1 - (value - low) / (high - low));
  const drawn = lines.map((line, index) =>
    path(
      `s${index % 6}`,
      polyline(line.values.map((value, at) => (value === null ? null : [x(at), y(value)]))),
    ),
  );
  const grid = ticks.map((tick) => [
    path("grid", `M${LEFT} ${place(y(tick))}H${LEFT + room}`),
    label("quiet", LEFT - 8, y(tick) + 4, "end", readable(unit, tick)),
  ]);
  const description = lines
    .map((line) => `${line.label}: ${described(unit, line.values)}`)
    .join("; ");
  return drawing(
    { ...frame, height: HEIGHT },
    { id, title, description: `${buckets[0] ?? ""} to ${buckets.at(-1) ?? ""}. ${description}` },
    grid,
    bucketLabels(buckets, x, frame.width),
    drawn,
  );
};

const described = (unit: Unit, values: readonly (number | null)[]): string => {
  const known = values.filter((value) => value !== null);
  const [from, to] = [known[0] ?? null, known.at(-1) ?? null];
  return `from ${readable(unit, from)} to ${readable(unit, to)}`;
};

/** As wide as a digit of a label is, and what is left free between two labels. */
const DIGIT = 8;
const GAP = 16;

/** As many as there is room for. */
const bucketLabels = (
  buckets: readonly string[],
  x: (index: number) => number,
  most: number,
): Markup[] => {
  const width = DIGIT * buckets.reduce((all, { length }) => Math.max(all, length), 0);
  const every = Math.ceil((width + GAP) / (x(1) - x(0)));
  let end = -Infinity;
  return buckets.flatMap((bucket, index) => {
    if (index % every !== 0) return [];
    const isCut = x(index) + width / 2 > most;
    const begin = x(index) - (isCut ? width : width / 2);
    if (begin < end) return [];
    end = begin + width + GAP;
    return [label("quiet", x(index), HEIGHT - 8, isCut ? "end" : "middle", bucket)];
  });
};

/** Three or more round numbers from zero, or below it, to the greatest value. */
const ticksFor = (unit: Unit, values: readonly number[]): readonly number[] => {
  const least = values.reduce((all, value) => Math.min(all, value), 0);
  const most = values.reduce((all, value) => Math.max(all, value), 0);
  const step = stepOf(unit, Math.max(most - least, SMALLEST[unit]) / 4);
  const from = Math.floor(least / step);
  const to = Math.max(Math.ceil(most / step), from + 1);
  return Array.from({ length: to - from + 1 }, (_, index) => (from + index) * step);
};

const SMALLEST: { readonly [U in Unit]: number } = {
  count: 4,
  share: 0.04,
  points: 4,
  ms: 4_000,
  openMs: 4_000,
};

const ROUND_TIMES = [1, 2, 5, 10, 15, 30]
  .map((seconds) => seconds * 1_000)
  .concat([1, 2, 5, 10, 15, 30].map((minutes) => minutes * MINUTE))
  .concat([1, 2, 3, 6, 12, 24, 48].map((hours) => hours * HOUR));

/** The next round number of a unit that is not below what is wanted. */
const stepOf = (unit: Unit, wanted: number): number => {
  if (unit === "ms" || unit === "openMs") {
    const round = ROUND_TIMES.find((time) => time >= wanted);
    if (round !== undefined) return round;
    return decimalStep(wanted / DAY) * DAY;
  }
  return unit === "share" && wanted > 0.2 && wanted <= 0.25 ? 0.25 : decimalStep(wanted);
};

const decimalStep = (wanted: number): number => {
  const magnitude = 10 ** Math.floor(Math.log10(wanted));
  return ([1, 2, 5].find((factor) => factor * magnitude >= wanted) ?? 10) * magnitude;
};
