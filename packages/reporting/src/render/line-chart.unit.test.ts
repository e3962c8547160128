import fc from "fast-check";
import { expect, test } from "vitest";
import { htmlPage } from "./html.ts";

/** Where the labels of a chart of so many instants begin and end in its drawings, a digit being 7 wide at most. */
function drawingsOf(instants: number) {
  const buckets = Array.from({ length: instants }, (_, at) =>
    new Date(Date.UTC(2026, 8, 2) + at * 86_400_000).toISOString().slice(0, 16).replace("T", " "),
  );
  const lines = [{ label: "all", values: buckets.map((_, at) => at) }];
  const chart = { type: "lines", title: "Backlog", unit: "count", buckets, lines } as const;
  const section = {
    title: "Backlog",
    notes: [],
    charts: [chart],
    table: { keys: 0, columns: [], rows: [] },
  };
  const html = htmlPage({ title: "Backlog", facts: [], sections: [section], brief: [] });
  return Array.from(html.matchAll(/viewBox="0 0 (\d+) [^]*?<\/svg>/g), ([drawing, most]) => {
    const texts = drawing.matchAll(
      /<text class="quiet" x="([\d.]+)"[^>]*anchor="(\w+)">(20\d\d-[^<]+)</g,
    );
    const labels = Array.from(texts, ([, x, anchor, text = ""]) => {
      const width = text.length * 7;
      const end = Number(x) + (anchor === "end" ? 0 : width / 2);
      return [end - width, end] as const;
    });
    return { most: Number(most), labels };
  });
}

test("the labels of a chart do not touch each other, and none is cut off", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 400 }), (instants) => {
      const drawings = drawingsOf(instants);
      expect(drawings.map(({ most }) => most)).toEqual([960, 320]);
      for (const { most, labels } of drawings) {
        expect(labels.length).toBeGreaterThanOrEqual(Math.min(instants, most > 500 ? 4 : 1));
        let before = 0;
        for (const [begin, end] of labels) {
          expect(begin).toBeGreaterThan(before);
          before = end;
        }
        expect(before).toBeLessThanOrEqual(most);
      }
    }),
    { numRuns: 400 },
  );
});
