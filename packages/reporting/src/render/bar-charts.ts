import { element, type Markup } from "./markup.ts";
import type { Bar, BarChart, StackChart } from "./page.ts";
import { readable, type Unit } from "./readable.ts";
import { box, drawing, fitting, label, path, place, widthOf, type Frame } from "./svg.ts";

const ROW = 24;
const THICK = 14;
const GAP = 10;
const LABELS = 220;
/** Of a narrow screen, where what a bar says stands above it. */
const NARROW_ROW = 42;
/** What a letter may reach beyond its place. */
const OVERHANG = 2;

/** Where the parts of a row are, its top being 0. */
interface Layout {
  readonly row: number;
  readonly left: number;
  readonly room: number;
  /** The top of the bar. */
  readonly top: number;
  readonly label: (content: string, y: number, told: string) => Markup;
  /** Where the numbers stand beside a bar that ends at `x`. */
  readonly told: (content: string, y: number, x: number) => Markup;
}

/** @param numbers all that stand beside bars */
const layoutOf = (frame: Frame, numbers: readonly string[]): Layout => {
  const { name, width } = frame;
  if (name === "narrow") {
    return {
      row: NARROW_ROW,
      left: 0,
      room: width,
      top: 20,
      label: (content, y, told) =>
        label(
          null,
          OVERHANG,
          y + 14,
          "start",
          fitting(content, width - 2 * OVERHANG - GAP - widthOf(told)),
        ),
      told: (content, y) => label(null, width - OVERHANG, y + 14, "end", content),
    };
  }
  const room = width - LABELS - GAP - Math.max(100, ...numbers.map(widthOf));
  return {
    row: ROW,
    left: LABELS,
    room,
    top: 5,
    label: (content, y) => label(null, LABELS - GAP, y + 16, "end", fitting(content, LABELS - GAP)),
    told: (content, y, x) => label(null, x + GAP, y + 16, "start", content),
  };
};

/** Bars below each other, with their numbers at their ends. A share is drawn on the whole of it. */
export const barChart = (id: string, { title, unit, bars }: BarChart, frame: Frame): Markup => {
  const numbers = bars.map((bar) => numbersOf(bar, unit));
  const { row, left, room, top, ...at } = layoutOf(frame, numbers);
  const most =
    unit === "share" ? 1 : bars.reduce((all, { value }) => Math.max(all, Math.abs(value ?? 0)), 0);
  const length = (value: number): number => (most === 0 ? 0 : (Math.abs(value) / most) * room);
  const description = bars.map((bar, index) => `${bar.label}: ${numbers[index]}`).join("; ");
  const rows = bars.map((bar, index) => {
    const y = index * row;
    const told = numbers[index] ?? "";
    const end = left + length(bar.value ?? 0);
    return [
      at.label(bar.label, y, told),
      box("track", left, y + top, room, THICK),
      path(
        `${(bar.value ?? 0) < 0 ? "f4" : "f0"}${bar.provisional === true ? " unsure" : ""}`,
        `M${left} ${y + top}H${place(end)}V${y + top + THICK}H${left}Z`,
      ),
      ...intervalOf(bar, y + top, (value) => left + length(value)),
      at.told(told, y, left + room),
    ];
  });
  const height = bars.length * row + 4;
  return drawing({ ...frame, height }, { id, title, description }, rows);
};

/** A count has no cases but those that it counts. */
function numbersOf({ value, n, provisional = false }: Bar, unit: Unit): string {
  const told = `${provisional ? "~ " : ""}${readable(unit, value)}`;
  return unit === "count" ? told : `${told}, n ${readable("count", n)}`;
}

const intervalOf = (
  { interval = null }: Bar,
  top: number,
  at: (value: number) => number,
): readonly Markup[] => {
  if (interval === null) return [];
  const [low, high] = interval.map((bound) => place(at(bound)));
  const middle = top + THICK / 2;
  return [path("interval", `M${low} ${middle}H${high}M${low} ${top + 3}v8M${high} ${top + 3}v8`)];
};

/** Bars made of parts, as long as their sums are. */
export const stackChart = (
  id: string,
  { title, parts, rows }: StackChart,
  frame: Frame,
): Markup => {
  const sums = rows.map(({ counts }) => counts.reduce((sum, count) => sum + count, 0));
  const numbers = sums.map((sum) => readable("count", sum));
  const { row: step, left, room, top, ...at } = layoutOf(frame, numbers);
  const most = sums.reduce((all, sum) => Math.max(all, sum), 1);
  const description = rows.map((row, index) => `${row.label}: ${numbers[index]}`).join("; ");
  const drawn = rows.map((row, index) => {
    const y = index * step;
    const told = numbers[index] ?? "";
    let x = left;
    const boxes = row.counts.map((count, part) => {
      const from = x;
      x += (count / most) * room;
      const edges = `M${place(from)} ${y + top}H${place(x)}V${y + top + THICK}H${place(from)}Z`;
      return element("path", { class: `f${part % 6}`, d: edges }, tip(parts[part], count));
    });
    return [at.label(row.label, y, told), boxes, at.told(told, y, x)];
  });
  const height = rows.length * step + 4;
  return drawing({ ...frame, height }, { id, title, description }, drawn);
};

const tip = (part = "", count: number): Markup =>
  element("title", {}, `${part}: ${readable("count", count)}`);
