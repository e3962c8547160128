import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { lines, open } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { listening } from "./testing/listening.ts";
import { docket, objectIn, spawnDocket, until } from "./testing/program.ts";
import { rebuiltAsLive } from "./testing/rebuilt.ts";

interface Held {
  readonly report: string | null;
  readonly tickets: number;
  readonly customers: number;
  readonly articles: number;
  readonly channels: readonly { readonly channel: string; readonly tickets: number }[];
  readonly kinds: readonly { readonly kind: string; readonly tickets: number }[];
}

describe("start --once", () => {
  test("fills an empty folder with the sample quarter, once, and prints what it holds", async () => {
    const data = newFolder();
    const start = (...more: string[]) => docket(["start", "--once", "--data", data, ...more]);
    const first = await start("--json");
    expect(first.code).toBe(0);
    const held = objectIn<Held>(first);
    expect(held.tickets).toBeGreaterThanOrEqual(5_000);
    expect(held.customers).toBeGreaterThan(100);
    expect(held.articles).toBeGreaterThan(10);
    expect(held.channels).toHaveLength(8);
    for (const { tickets } of [...held.channels, ...held.kinds]) expect(tickets).toBeGreaterThan(0);

    expect(objectIn(await start("--json"))).toEqual(held);
    const shown = await start();
    expect(shown.stdout).toContain(`holds ${held.tickets} tickets`);
    for (const part of ["Attainment by target", "By channel, each week", "Worst open clocks"]) {
      expect(shown.stdout).toContain(part);
    }
    expect(held.report).toBe(join(data, "reports", "report.html"));
    expect(shown.stdout).toContain(held.report);
    expect(readFileSync(held.report ?? "", "utf8")).toContain("<svg");
    rebuiltAsLive(await docket(["rebuild", "--data", data, "--json"]));
  });

  test("that is interrupted amid the sample prints no half of it, and says so", async () => {
    const data = newFolder();
    const start = spawnDocket(["start", "--once", "--data", data]);
    await until(() => existsSync(join(data, "sample.json")), start);
    start.kill("SIGINT");
    expect(await start.ended).toMatchObject({ code: 130, stdout: "" });
  });

  test("adds nothing to a folder that holds something, and nothing when told so", async () => {
    const [used, empty] = [newFolder(), newFolder()];
    await docket(["send", "-", "--data", used], lines([open()]));
    const start = async (...args: string[]) =>
      objectIn<Held>(await docket(["start", "--once", "--json", ...args]));
    expect(await start("--data", used)).toMatchObject({ tickets: 1 });
    expect(await start("--data", empty, "--empty")).toMatchObject({
      tickets: 0,
      customers: 0,
      report: null,
    });
  });
});

test("start on a port that is taken says so before it loads the sample", async () => {
  const { port } = new URL(await listening(createServer()));
  const data = newFolder();
  const started = await docket(["start", "--data", data, "--port", port, "--json"]);
  expect(started.code).toBe(2);
  expect(objectIn(started)).toMatchObject({ error: { code: "USAGE" } });
  expect(await docket(["tickets", "--data", data, "--json"])).toMatchObject({ stdout: "" });
});
