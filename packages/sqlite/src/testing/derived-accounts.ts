import { bagText, type Derivation, type Row, type Table } from "@docket/event-sourcing";
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
/** Parts by their size, over all accounts, with a bag of whose they are. */
export const sizes = keyed(
  "sizes",
  { amount: "integer" },
  { parts: "integer", openParts: "integer", accounts: "text" },
);
/** The same of even and of odd sizes, and over all of them. */
const halves = keyed(
  "halves",
  { odd: "integer" },
  { parts: "integer", openParts: "integer", accounts: "text" },
);
const total = keyed("total", { of: "text" }, { parts: "integer", accounts: "text" });
/** The sizes that more than two parts have. */
const common = keyed("common_sizes", { amount: "integer" }, { parts: "integer" });
/** What is not settled yet, by account; nothing is no row. */
const openUnits = keyed("open_units", { account: "text" }, { units: "integer" });

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
    summands: ({ account, amount = null, open }) => [
      {
        keys: [[amount]],
        amounts: new Map([["parts", 1], ...(open === true ? [["openParts", 1] as const] : [])]),
        bags: new Map([["accounts", new Map([[String(account), 1]])]]),
      },
    ],
  },
  {
    from: sizes,
    table: halves,
    kind: "poured",
    summands: (added) => [{ ...added, keys: added.keys.map(([amount]) => [Number(amount) % 2]) }],
  },
  {
    from: halves,
    table: total,
    kind: "poured",
    summands: ({ amounts, bags }) => [
      { keys: [["all"]], amounts: new Map([["parts", amounts.get("parts") ?? 0]]), bags },
    ],
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
    table: openUnits,
    kind: "sums",
    summands: ({ account = null, amount, open }) => [
      {
        keys: [[account]],
        amounts: new Map([["units", open === true ? Number(amount) : 0]]),
        bags: new Map(),
      },
    ],
  },
];

/** What the parts of a row of sums come to. */
function summed(these: readonly Row[]) {
  const accounts = Map.groupBy(these, ({ account }) => String(account));
  const bag = new Map([...accounts].map(([account, theirs]) => [account, theirs.length]));
  const openParts = these.filter(({ open }) => open === true).length;
  return { parts: these.length, openParts, accounts: bagText(bag) };
}

/** What the tables must hold, made from the final entries alone. */
export function derivedFrom(rows: readonly Row[]): Record<string, readonly Row[]> {
  const all = rows.flatMap(partsOf);
  const amounts = [...new Set(all.map(({ amount }) => Number(amount)))].toSorted((a, b) => a - b);
  const bySize = amounts.map((amount) => ({
    amount,
    ...summed(all.filter((part) => part["amount"] === amount)),
  }));
  const byHalf = [0, 1].map((odd) => ({
    odd,
    ...summed(all.filter((part) => Number(part["amount"]) % 2 === odd)),
  }));
  const { parts: count, accounts: whose } = summed(all);
  const accounts = [...new Set(rows.map(({ account }) => String(account)))].toSorted();
  const byAccount = accounts.map((account) => {
    const theirs = rows.filter((row) => row["account"] === account && row["open"] === true);
    return { account, units: theirs.reduce((sum, { amount }) => sum + Number(amount), 0) };
  });
  return {
    parts: all,
    sizes: bySize,
    halves: byHalf.filter(({ parts: some }) => some > 0),
    total: count > 0 ? [{ of: "all", parts: count, accounts: whose }] : [],
    common_sizes: bySize
      .filter(({ parts: some }) => some > 2)
      .map(({ amount, parts: some }) => ({ amount, parts: some })),
    open_units: byAccount.filter(({ units }) => units > 0),
  };
}
