import { saying, type Cell, type Column, type Page, type Section, type Table } from "./page.ts";
import { sparkline, textBar } from "./spark.ts";

/** What a terminal shows one below the other. */
export type Block =
  | { readonly type: "text"; readonly text: string }
  | {
      readonly type: "table";
      readonly columns: readonly Column[];
      readonly rows: readonly (readonly string[])[];
    };

/** A page in tables with small charts, none wider than so many characters unless a single column is. */
export const textBlocks = (page: Page, width: number): readonly Block[] => [
  ...page.brief.flatMap((section) => sectionBlocks(section, width)),
  { type: "text", text: page.facts.map(([name, value]) => `${name}: ${value}`).join("\n") },
];

const sectionBlocks = ({ title, notes, table }: Section, width: number): readonly Block[] => [
  { type: "text", text: [title, ...notes].join("\n") },
  ...tablesWithin(drawn(saying(table)), width),
];

const BAR = 10;

const drawn = (table: Table) => ({
  ...table,
  rows: table.rows.map((row) => row.map(drawnCell)),
});

const drawnCell = (cell: Cell): string => {
  if (typeof cell === "string") return cell;
  return "bar" in cell ? textBar(cell.bar, BAR) : `${sparkline(cell.spark)} ${cell.text}`;
};

/** Beside its widest text a column has a blank on both sides and a rule. */
const FRAME = 3;

/** Cuts a table that is too wide into several, each with the columns that name its rows. */
const tablesWithin = (
  { columns, rows, keys }: Omit<Table, "rows"> & { readonly rows: readonly (readonly string[])[] },
  width: number,
): readonly Block[] => {
  const widths = columns.map(
    ({ title }, place) =>
      FRAME + rows.reduce((most, row) => Math.max(most, row[place]?.length ?? 0), title.length),
  );
  const named = [...columns.keys()].slice(0, keys);
  const ownWidth = (places: readonly number[]) =>
    places.reduce((sum, place) => sum + (widths[place] ?? 0), 1);
  const parts: number[][] = [];
  for (const place of [...columns.keys()].slice(keys)) {
    const part = parts.at(-1);
    if (part === undefined || ownWidth([...named, ...part, place]) > width) parts.push([place]);
    else part.push(place);
  }
  return parts.map((part) => {
    const places = [...named, ...part];
    return {
      type: "table",
      columns: places.flatMap((place) => columns[place] ?? []),
      rows: rows.map((row) => places.map((place) => row[place] ?? "")),
    };
  });
};
