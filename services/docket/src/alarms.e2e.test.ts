import { expect, test } from "vitest";
import { lines, onTicket, open, TICKET } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { docket, objectIn, objectsIn } from "./testing/program.ts";
import { rebuiltAsLive } from "./testing/rebuilt.ts";
import { serve } from "./testing/server.ts";

interface Alarm {
  readonly ticketId: string;
  readonly target: string;
  readonly threshold: number;
  readonly kind: string;
  readonly passedAt: string;
}

/** A promise that ends in so many ms, of which 80 % have passed. */
const promised = (now: number, inMs: number) => ({
  occurredAt: new Date(now - 4 * inMs).toISOString(),
  actor: { id: "mail", role: "integration" },
  due: new Date(now + inMs).toISOString(),
});

test("who serves a folder tells when a clock passes a threshold; whoever asks sees it, by folder and by URL", async () => {
  const data = newFolder();
  const { url } = await serve(data);
  const { due, ...over } = promised(Date.now(), 1_000);
  const targets = { closure: due };
  const sent = await docket(
    ["send", "-", "--data", data],
    lines([open({ externalId: "MAIL-1", targets }, over), onTicket("assign", { team: "returns" })]),
  );
  expect(sent.code).toBe(0);

  const alarms = async (...more: string[]) =>
    objectsIn<Alarm>(await docket(["alarms", "--data", data, "--json", ...more]));
  const expected = [
    { ticketId: TICKET, target: "closure", threshold: 100, kind: "breach", passedAt: due },
    { ticketId: TICKET, target: "closure", threshold: 80, kind: "warning" },
  ];
  await expect.poll(() => alarms(), { timeout: 30_000 }).toMatchObject(expected);
  expect(await alarms("--kind", "breach", "--target", "closure", "--since", due)).toMatchObject(
    expected.slice(0, 1),
  );
  expect(await alarms("--ticket", "MAIL-1", "--kind", "warning")).toMatchObject(expected.slice(1));
  expect(await alarms("--target", "firstResponse")).toEqual([]);

  const [first] = await alarms();
  const page = await docket(["alarms", "--url", url, "--json", "--limit", "1"]);
  expect(objectIn(page)).toEqual(first);
  const next = /--page (\S+)/.exec(page.stderr)?.[1] ?? "";
  const second = await docket(["alarms", "--url", url, "--json", "--page", next]);
  expect([objectIn(second)]).toMatchObject(expected.slice(1));
  const shown = await docket(["alarms", "--data", data]);
  expect(shown.stdout).toMatch(/closure .* breach .* returns/);
  const why = await docket(["why", "MAIL-1", "closure", "--data", data]);
  expect(why.stdout).toMatch(/told +│ passed[^]*breach[^]*80 %/);

  const wrong = await docket(["alarms", "--data", data, "--target", "fame"]);
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining("target")]);
  expect((await fetch(`${url}/v1/alarms?kind=loud`)).status).toBe(400);
  rebuiltAsLive(await docket(["rebuild", "--data", data, "--json"]));
});
