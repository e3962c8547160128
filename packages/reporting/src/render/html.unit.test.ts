import fc from "fast-check";
import { expect, test } from "vitest";
import { htmlPage } from "./html.ts";
import type { Chart, Page } from "./page.ts";

const text = (title: string) => ({ title, numeric: false });
const number = (title: string) => ({ title, numeric: true });
const bar = { value: 0.5, n: 2, interval: [0.1, 0.9], provisional: true } as const;

const charts = (label: string): readonly Chart[] => [
  { type: "bars", title: label, unit: "share", bars: [{ ...bar, label }] },
  { type: "stack", title: label, parts: [label], rows: [{ label, counts: [3] }] },
  {
    type: "lines",
    title: label,
    unit: "ms",
    buckets: [label],
    lines: [
      { label, values: [1_000] },
      { label: "b", values: [2_000] },
    ],
  },
];

/** A page with a text wherever a text may stand. */
const pageOf = (label: string): Page => {
  const table = {
    keys: 1,
    columns: [text(label), number(label), text(label)],
    rows: [[label, label, { spark: [1, 2], text: label }]],
  };
  const section = { title: label, notes: [label], charts: charts(label), table };
  return { title: label, facts: [[label, label]], sections: [section, section], brief: [] };
};

const EVIL = [
  "</title><script>alert(1)</script>",
  '"><img src=x onerror=alert(1)>',
  "'><svg/onload=alert(1)>",
  "</style><link rel=stylesheet href=//example.org>",
  "<!--",
  "&lt;b&gt;",
];

const tagsOf = (html: string): string[] => html.match(/<[^>]*>/g) ?? [];
/** Element names alone: texts may be in attributes. */
const shapeOf = (html: string): string[] => tagsOf(html).map((tag) => tag.replace(/[\s>].*$/s, ""));

test.each(EVIL)("%s stays a text wherever it stands", (evil) => {
  expect(shapeOf(htmlPage(pageOf(evil)))).toEqual(shapeOf(htmlPage(pageOf("plain"))));
});

test("any text stays a text", () => {
  const plain = shapeOf(htmlPage(pageOf("plain")));
  const texts = fc.string({ unit: fc.constantFrom(...Array.from("<>&\"'/= a-!\u0000\u202e")) });
  fc.assert(
    fc.property(texts, (label) => {
      fc.pre(label !== "" && label !== "–");
      const html = htmlPage(pageOf(label));
      expect(shapeOf(html)).toEqual(plain);
      for (const steering of ["\u0000", "\u202e"]) expect(html).not.toContain(steering);
    }),
  );
});

test("a page loads nothing and runs nothing", () => {
  const html = htmlPage(pageOf("plain"));
  expect(html).toContain("default-src &#39;none&#39;");
  expect(html).not.toMatch(
    /<(script|link|img|iframe|object|embed|base)|(src|href)="[^#]|url\(|@import/,
  );
});

test("each chart has a title and a description of its own, and a table beside it", () => {
  const html = htmlPage(pageOf("plain"));
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(ids).size).toBe(ids.length);
  const named = [...html.matchAll(/role="img" aria-labelledby="(\S+) (\S+)"/g)];
  // Three charts in two sections, each for wide and for narrow screens.
  expect(named).toHaveLength(12);
  for (const [, title, description] of named)
    expect(ids).toEqual(expect.arrayContaining([title, description]));
  expect(html.match(/<table>/g)).toHaveLength(2);
});

test("a chart of nothing is no chart", () => {
  const nothing: readonly Chart[] = [
    { type: "bars", title: "a", unit: "share", bars: [] },
    { type: "stack", title: "a", parts: ["b"], rows: [] },
    { type: "lines", title: "a", unit: "ms", buckets: [], lines: [] },
  ];
  const table = { keys: 1, columns: [text("a")], rows: [["a"]] };
  const section = { title: "a", notes: [], charts: nothing, table };
  expect(htmlPage({ title: "a", facts: [], sections: [section], brief: [] })).not.toMatch(
    /<figure|NaN|Infinity/,
  );
});

test("more rows than anybody reads are left out, and it is said", () => {
  const rows = Array.from({ length: 1_002 }, (_, place) => [`row ${place}`]);
  const section = {
    title: "a",
    notes: [],
    charts: [],
    table: { keys: 1, columns: [text("a")], rows },
  };
  const html = htmlPage({ title: "a", facts: [], sections: [section], brief: [] });
  expect(html).toContain("row 999<");
  expect(html).not.toContain("row 1000<");
  expect(html).toContain("2 more rows are in the CSV.");
});
