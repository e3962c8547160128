import { refusal } from "@docket/schemas";
import { readdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { expect, test } from "vitest";
import { INTERFACE } from "./http.ts";
import { newFolder } from "./testing/folder.ts";
import { listening } from "./testing/listening.ts";
import { docket, objectIn } from "./testing/program.ts";

const away = { ...refusal("STORE_UNAVAILABLE"), retry: "same" };

/** A Docket that takes every command but those for which its store is away; gives the batches as they came. */
async function desk(isAway: (batch: number, place: number) => boolean) {
  const batches: number[] = [];
  const server = createServer((request, response) => {
    for (const [name, value] of Object.entries(INTERFACE)) response.setHeader(name, value);
    if (request.method === "GET") return void response.end("{}");
    void (async () => {
      const commands = (await json(request)) as readonly { readonly commandId: string }[];
      const batch = batches.push(commands.length) - 1;
      const answers = commands.map(({ commandId }, place) =>
        isAway(batch, place)
          ? { accepted: false, commandId, refusal: away, repeated: false }
          : { accepted: true, commandId, repeated: false },
      );
      response.setHeader("content-type", "application/json").end(JSON.stringify(answers));
    })();
  });
  return { batches, url: await listening(server) };
}

test("an import ends where the store is away: it counts no row as refused, and sends nothing that comes after", async () => {
  const folder = newFolder();
  const [file, mapping] = [join(folder, "mails.jsonl"), join(folder, "mapping.json")];
  const mails = Array.from({ length: 900 }, (_, place) => ({
    thread: `M-${place}`,
    when: 1,
    a: "",
  }));
  writeFileSync(file, mails.map((mail) => JSON.stringify(mail)).join("\n"));
  const rows = { case: "thread", rows: "events", at: "when", activity: "a", activities: {} };
  const open = { kind: "inquiry", channel: "email" };
  const times = { format: "epochSeconds" };
  writeFileSync(
    mapping,
    JSON.stringify({ name: "mails", format: "jsonLines", times, open, otherwise: [], ...rows }),
  );
  // The first of all is the policy's.
  const { batches, url } = await desk((batch, place) => batch === 1 && place === 499);
  const from = ["mapped", file, "--mapping", mapping, "--url", url];
  const ran = await docket(["import", ...from, "--json"], "", folder);
  expect(ran.code).toBe(2);
  expect(objectIn(ran)).toMatchObject({ error: { code: "STORE_UNAVAILABLE", retry: "same" } });
  expect(batches).toEqual([1, 500]);
  // No folder of a store is made where there is none.
  const written = ["import-mails.jsonl", "mails.jsonl", "mapping.json"];
  expect(readdirSync(folder).toSorted()).toEqual(written);
});
