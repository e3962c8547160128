import { element, type Markup } from "./markup.ts";
import type { Bar, BarChart, StackChart } from "./page.ts";
import { readable, type Unit } from "./readable.ts";
import { box, drawing, label, path, place, short } from "./svg.ts";

const WIDTH = 960;
const LEFT = 220;
const RIGHT = 150;
const ROW = 24;
const THICK = 14;
const ROOM = WIDTH - LEFT - RIGHT;
const MOST_LABEL = 30;

/** Bars below each other, with their numbers at their ends. A share is drawn on the whole of it. */
export const barChart = (id: string, { title, unit, bars }: BarChart): Markup => {
  const most =
    unit === "share" ? 1 : bars.reduce((all, { value }) => Math.max(all, Math.abs(value ?? 0)), 0);
  const length = (value: number): number => (most === 0 ? 0 : (Math.abs(value) / most) * ROOM);
  const description = bars.map((bar) => `${bar.label}: ${numbersOf(bar, unit)}`).join("; ");
  const rows = bars.map((bar, index) => {
    const y = index * ROW;
    const end = LEFT + length(bar.value ?? 0);
    return [
      label(null, LEFT - 10, y + 16, "end", short(bar.label, MOST_LABEL)),
      box("track", LEFT, y + 5, ROOM, THICK),
      path(
        `${(bar.value ?? 0) < 0 ? "f4" : "f0"}${bar.provisional ? " unsure" : ""}`,
        `M${LEFT} ${y + 5}H${place(end)}V${y + 5 + THICK}H${LEFT}Z`,
      ),
      ...intervalOf(bar, y, (value) => LEFT + length(value)),
      label(null, LEFT + ROOM + 10, y + 16, "start", numbersOf(bar, unit)),
    ];
  });
  return drawing({ width: WIDTH, height: bars.length * ROW + 4 }, { id, title, description }, rows);
};

/** A count has no cases but those that it counts. */
function numbersOf({ value, n, provisional }: Bar, unit: Unit): string {
  const told = `${provisional ? "~ " : ""}${readable(unit, value)}`;
  return unit === "count" ? told : `${told}, n ${readable("count", n)}`;
}

const intervalOf = (
  { interval }: Bar,
  y: number,
  at: (value: number) => number,
): readonly Markup[] => {
  if (interval === null) return [];
  const [low, high] = interval.map((bound) => place(at(bound)));
  const middle = y + 5 + THICK / 2;
  return [path("interval", `M${low} ${middle}H${high}M${low} ${y + 8}v8M${high} ${y + 8}v8`)];
};

/** Bars made of parts, as long as their sums are. */
export const stackChart = (id: string, { title, parts, rows }: StackChart): Markup => {
  const sums = rows.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
  const most = sums.reduce((all, sum) => Math.max(all, sum), 1);
  const description = rows
    .map((row, index) => `${row.label}: ${readable("count", sums[index] ?? 0)}`)
    .join("; ");
  const drawn = rows.map((row, index) => {
    const y = index * ROW;
    let x = LEFT;
    const boxes = row.counts.map((count, part) => {
      const from = x;
      x += (count / most) * ROOM;
      const edges = `M${place(from)} ${y + 5}H${place(x)}V${y + 5 + THICK}H${place(from)}Z`;
      return element("path", { class: `f${part % 6}`, d: edges }, tip(parts[part], count));
    });
    const sum = readable("count", sums[index] ?? 0);
    return [
      label(null, LEFT - 10, y + 16, "end", short(row.label, MOST_LABEL)),
      boxes,
      label(null, x + 10, y + 16, "start", sum),
    ];
  });
  return drawing(
    { width: WIDTH, height: rows.length * ROW + 4 },
    { id, title, description },
    drawn,
  );
};

const tip = (part = "", count: number): Markup =>
  element("title", {}, `${part}: ${readable("count", count)}`);
