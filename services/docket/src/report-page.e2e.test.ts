import { sampleStages, samplePolicyCommand } from "@docket/simulation";
import { instant } from "@docket/event-sourcing";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserProgram, launch } from "./testing/browser.ts";
import { lines } from "./testing/commands.ts";
import {
  CHART_TEXTS,
  CHARTS,
  CUT_OFF,
  FAINT_TEXTS,
  FOCUSED,
  GROUND,
  PAGE_WIDTH,
  TABLE_IS_SCROLLED,
  type Charts,
  type ChartTexts,
} from "./testing/looks.ts";
import { docket } from "./testing/program.ts";

const NOW = "2026-03-01T00:00:00Z";
const TICKETS = 150;

const REPORTS = {
  sla: ["sla", "--by", "week"],
  kpiByChannel: ["kpi", "--by", "channel"],
  kpiOverTime: ["kpi", "--by", "channel,week"],
  kpiOfOneMonth: ["kpi", "--by", "month", "--from", "2026-02-01"],
  backlog: ["backlog", "--from", "2025-12-01", "--by", "week"],
  agents: ["agents"],
  knowledge: ["knowledge"],
};
type Name = keyof typeof REPORTS | "overview";
const NAMES: readonly Name[] = [
  ...Object.keys(REPORTS).filter((name): name is keyof typeof REPORTS => name in REPORTS),
  "overview",
];

const program = browserProgram();

describe.runIf(program === undefined)("without a browser", () => {
  test("reports are not looked at: set CHROMIUM to one", () => {
    process.stderr.write(
      "No chromium on this machine: the look of HTML reports was not checked.\n",
    );
  });
});

describe.runIf(program !== undefined)("the page of a report in a real browser", () => {
  const folder = mkdtempSync(join(tmpdir(), "docket-page-"));
  const fileOf = (name: Name): string =>
    name === "overview" ? join(folder, "reports", "report.html") : join(folder, `${name}.html`);
  let browser: Browser;

  beforeAll(async () => {
    browser = await launch(program ?? "");
  });
  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("each report is written to its file", async () => {
    const options = { seed: 7, until: instant(Date.parse(NOW)), tickets: TICKETS };
    // A stage builds on what followed from those before it.
    for (const stage of [[samplePolicyCommand()], ...sampleStages(options)]) {
      const sent = await docket(["send", "-", "--data", folder], lines([...stage]));
      expect(sent.code).toBe(0);
    }
    for (const [name, report] of Object.entries(REPORTS)) {
      const file = join(folder, `${name}.html`);
      const args = ["report", ...report, "--now", NOW, "--data", folder, "--html", file];
      expect(await docket(args)).toMatchObject({
        code: 0,
        stdout: "",
        stderr: `written to ${file}\n`,
      });
    }
    expect((await docket(["start", "--once", "--data", folder])).stdout).toContain(
      fileOf("overview"),
    );
  });

  /** Shows a page, and fails on whatever the browser complains of or wants to fetch. */
  async function show<Seen>(
    name: Name,
    options: BrowserContextOptions,
    look: (page: Page) => Promise<Seen>,
  ): Promise<Seen> {
    const context = await browser.newContext({ offline: true, ...options });
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      const url = pathToFileURL(fileOf(name)).href;
      page.on("console", (message) => void complaints.push(message.text()));
      page.on("pageerror", (error) => void complaints.push(String(error)));
      page.on("request", (request) => {
        if (request.url() !== url) complaints.push(`fetches ${request.url()}`);
      });
      await page.goto(url);
      const seen = await look(page);
      expect(complaints).toEqual([]);
      return seen;
    } finally {
      await context.close();
    }
  }

  test.each(NAMES)(
    "%s: every chart shows something, every text stands out in light and dark",
    async (name) => {
      const grounds = [];
      for (const colorScheme of ["light", "dark"] as const) {
        const seen = await show(name, { colorScheme }, async (page) => ({
          ...(await page.evaluate<Charts>(CHARTS)),
          faint: await page.evaluate<string[]>(FAINT_TEXTS),
          ground: await page.evaluate<string>(GROUND),
        }));
        expect(seen.charts).toBeGreaterThan(0);
        expect(seen.hollow).toEqual([]);
        expect(seen.faint).toEqual([]);
        grounds.push(seen.ground);
      }
      expect(new Set(grounds).size).toBe(2);
    },
  );

  test.each(NAMES)("%s: nothing is cut off on paper, which is never dark", async (name) => {
    // The width of A4 across, less its margins, in the browser's pixels.
    const viewport = { width: Math.floor(((297 - 24) / 25.4) * 96), height: 700 };
    const paper = await show(name, { colorScheme: "dark", viewport }, async (page) => {
      await page.emulateMedia({ media: "print", colorScheme: "dark" });
      return {
        over: await page.evaluate<string[]>(CUT_OFF),
        ground: await page.evaluate<string>(GROUND),
        faint: await page.evaluate<string[]>(FAINT_TEXTS),
      };
    });
    expect(paper).toEqual({ over: [], ground: "rgb(255, 255, 255)", faint: [] });
  });

  test.each(NAMES)("%s: the texts of charts can be read on narrow screens too", async (name) => {
    for (const width of [360, 720, 1400]) {
      const viewport = { width, height: 900 };
      const texts = await show(name, { viewport }, (page) =>
        page.evaluate<ChartTexts>(CHART_TEXTS),
      );
      expect(texts.outside).toEqual([]);
      expect(texts.least).toBeGreaterThan(10);
    }
  });

  test("the looks find what they look for", async () => {
    const page = await browser.newPage({ viewport: { width: 500, height: 500 } });
    await page.setContent(
      '<p style="color: #999">faint</p><p style="width: 900px">wide</p><figure><svg><title>empty</title></svg></figure>',
    );
    expect(await page.evaluate(FAINT_TEXTS)).toEqual(["faint: 2.85"]);
    expect(await page.evaluate(CUT_OFF)).toEqual(["P: wide"]);
    expect(await page.evaluate(CHARTS)).toEqual({ charts: 1, hollow: ["empty"] });
  });

  test("a narrow screen scrolls tables, not the page; the keyboard reaches them", async () => {
    const viewport = { width: 360, height: 640 };
    const seen = await show("kpiByChannel", { viewport }, async (page) => {
      await page.keyboard.press("Tab");
      const first = await page.evaluate<string>(FOCUSED);
      await page.focus(".table");
      await page.keyboard.press("ArrowRight");
      // Asked from outside: the page lets no text become a program.
      await expect.poll(() => page.evaluate<boolean>(TABLE_IS_SCROLLED)).toBe(true);
      const wide = await page.evaluate<number>(PAGE_WIDTH);
      return { first, wide };
    });
    expect(seen).toEqual({ first: "A", wide: 360 });
  });

  test("the same report has the same bytes", async () => {
    const again = join(folder, "again.html");
    const asOf = new Date().toISOString();
    const args = ["report", "kpi", "--now", NOW, "--as-of", asOf, "--data", folder, "--html"];
    await docket([...args, again]);
    const first = readFileSync(again, "utf8");
    await docket([...args, again]);
    expect(readFileSync(again, "utf8")).toBe(first);
  });

  test("rows have no page", async () => {
    const ran = await docket(["report", "sla", "--tickets", "--html", "x", "--data", folder]);
    expect(ran).toMatchObject({ code: 2, stdout: "" });
    expect(ran.stderr).toContain("--html");
  });
});
