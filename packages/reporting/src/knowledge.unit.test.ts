import { DAY, HOUR, type Fact } from "@docket/service-levels";
import { expect, test } from "vitest";
import { knowledgeColumns, knowledgeOf, type ReportedArticle } from "./knowledge-rows.ts";
import { knowledgeReport } from "./knowledge.ts";
import type { ReportQuestion } from "./report.ts";
import {
  categorised,
  MONDAY,
  opened,
  question,
  reopened,
  reportOn,
  resolved,
  tickets,
} from "./testing/tickets.ts";

const guide: ReportedArticle = {
  articleId: "guide",
  kind: "troubleshooting",
  title: "Pairing",
  category: "device",
  version: 2,
  retired: false,
  deflections: [MONDAY, MONDAY + DAY],
};
const of = (category: string, ...facts: readonly Fact[]): readonly Fact[] => [
  opened(MONDAY),
  categorised(MONDAY, category),
  ...facts,
];
const reportOf = (given: Partial<ReportQuestion>, ...all: readonly (readonly Fact[])[]) =>
  reportOn(tickets(...all), knowledgeReport(question(given), [guide]));

test("K13 a citation solved the problem unless the ticket came back within 7 days", () => {
  const cited = (back: number) =>
    of("device", resolved(MONDAY + HOUR, ["guide", "guide"]), reopened(MONDAY + HOUR + back));
  const late = cited(7 * DAY + 1);
  const { articles, citations, solved } = reportOf({}, cited(7 * DAY), late, late);
  expect([citations, solved.n, solved.value]).toEqual([3, 3, 2 / 3]);
  expect(articles).toMatchObject([
    {
      articleId: "guide",
      title: "Pairing",
      citations: 3,
      deflections: 2,
      categories: [{ category: "device", citations: 3 }],
    },
  ]);
});

test("K13 a young citation is provisional", () => {
  const young = of("device", resolved(MONDAY, ["guide"]));
  const { citations, solved } = reportOf({ now: MONDAY + 7 * DAY }, young);
  expect([citations, solved.n, solved.value, solved.provisional]).toEqual([1, 0, null, true]);
});

test("K13 the categories say which problems have no article", () => {
  const report = reportOf(
    { by: ["category"] },
    of("device", resolved(MONDAY, ["guide", "unheard-of"])),
    of("billing", resolved(MONDAY)),
    of("billing", resolved(MONDAY)),
  );
  expect(report).toMatchObject({ resolutions: 3, coverage: { value: 1 / 3 }, citations: 2 });
  const lines = report.categories.map((line) => [
    line.category,
    line.resolutions,
    line.withoutArticle,
  ]);
  expect(lines).toEqual([
    ["billing", 2, 2],
    ["device", 1, 0],
  ]);
  expect(report.groups.map(({ group, coverage }) => [group.category, coverage.value])).toEqual([
    ["billing", 0],
    ["device", 1],
  ]);
  expect(report.articles.map(({ articleId, title }) => [articleId, title])).toEqual([
    ["guide", "Pairing"],
    ["unheard-of", null],
  ]);
});

test("K13 a deflection counts in the period in which it happened", () => {
  const period = { from: MONDAY, to: MONDAY + DAY, zone: "UTC" };
  expect(reportOf({ period }).deflections).toBe(1);
  expect(reportOf({ now: MONDAY }).deflections).toBe(1);
});

test("each resolution is a row, and each article that it cites one more", () => {
  const [ticket] = tickets(of("device", resolved(MONDAY, ["guide"]), reopened(MONDAY + DAY)));
  const rows = ticket === undefined ? [] : knowledgeOf(ticket, question());
  expect(rows.map(({ figure, articleId, hit }) => [figure, articleId, hit])).toEqual([
    ["resolution", null, true],
    ["citation", "guide", false],
  ]);
  const columns = knowledgeColumns(question({ by: ["category", "day"] }));
  const { attributes, ...cells } = rows[1] ?? expect.unreachable();
  expect(columns.toSorted()).toEqual(
    [...Object.keys(cells), ...Object.keys(attributes ?? {}), "day"].toSorted(),
  );
});
