import type { Derivation, Row, Table } from "@docket/event-sourcing";
import { entries } from "./accounts.ts";

/** Tables derived from the entries of accounts, of either kind and one from another. */

const keyed = (name: string, key: Table["columns"], columns: Table["columns"]): Table => ({
  name,
  version: 1,
  columns: { ...key, ...columns },
  key: Object.keys(key),
  indexes: [],
});

/** As many parts as the entry's amount has units, up to three; a settled entry keeps one. */
export const parts = keyed(
  "parts",
  { account: "text", number: "integer", part: "integer" },
  { amount: "integer", open: "boolean" },
);
/** Parts by their size, over all accounts. */
export const sizes = keyed(
  "sizes",
  { amount: "integer" },
  { parts: "integer", openParts: "integer" },
);
/** The sizes that more than two parts have. */
const common = keyed("common_sizes", { amount: "integer" }, { parts: "integer" });
/** Entries that bring nothing, by account: zeros, which are no rows. */
const units = keyed("units", { account: "text" }, { units: "integer", settled: "integer" });

const partsOf = (entry: Row): readonly Row[] => {
  const most = entry["open"] === true ? 3 : 1;
  const count = Math.min(most, Number(entry["amount"]));
  const { account = null, number = null, amount = null, open = null } = entry;
  return Array.from({ length: count }, (_, part) => ({ account, number, part, amount, open }));
};

/** @param defects amounts of entries from which nothing can be derived */
export const derivedAccounts = (
  defects: ReadonlySet<number> = new Set(),
): readonly Derivation[] => [
  {
    from: entries,
    table: parts,
    kind: "owned",
    rows(entry) {
      if (defects.has(Number(entry["amount"]))) throw new RangeError("a defect");
      return partsOf(entry);
    },
  },
  {
    from: parts,
    table: sizes,
    kind: "sums",
    rows: ({ amount = null, open }) => [{ amount, parts: 1, openParts: Number(open) }],
  },
  {
    from: sizes,
    table: common,
    kind: "owned",
    rows: ({ amount = null, parts: count = null }) =>
      Number(count) > 2 ? [{ amount, parts: count }] : [],
  },
  {
    from: entries,
    table: units,
    kind: "sums",
    rows: ({ account = null, amount, open }) => [
      { account, units: Number(amount), settled: open === true ? 0 : Number(amount) },
    ],
  },
];

/** What the tables must hold, made from the final entries alone. */
export function derivedFrom(rows: readonly Row[]): Record<string, readonly Row[]> {
  const all = rows.flatMap(partsOf);
  const amounts = [...new Set(all.map(({ amount }) => Number(amount)))].toSorted((a, b) => a - b);
  const bySize = amounts.map((amount) => {
    const these = all.filter((part) => part["amount"] === amount);
    const openParts = these.filter(({ open }) => open === true).length;
    return { amount, parts: these.length, openParts };
  });
  const accounts = [...new Set(rows.map(({ account }) => String(account)))].toSorted();
  const sum = (some: readonly Row[]) =>
    some.reduce((total, { amount }) => total + Number(amount), 0);
  const byAccount = accounts.map((account) => {
    const theirs = rows.filter((row) => row["account"] === account);
    return {
      account,
      units: sum(theirs),
      settled: sum(theirs.filter(({ open }) => open !== true)),
    };
  });
  return {
    parts: all,
    sizes: bySize,
    common_sizes: bySize
      .filter(({ parts: count }) => count > 2)
      .map(({ amount, parts: count }) => ({ amount, parts: count })),
    units: byAccount.filter(({ units: total }) => total > 0),
  };
}
