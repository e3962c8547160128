import {
  position,
  type KeptSubject,
  type Position,
  type RebuildResult,
  type StoredEvent,
  type Subject,
} from "@docket/event-sourcing";
import { join } from "node:path";
import { z } from "zod";
import { bodiesOf } from "../bodies.ts";
import { get, post, type Server } from "../http.ts";
import { createOutput, withProgress, type Output } from "../output.ts";
import { found, refuse, Refused } from "../refused.ts";
import { MOST_ADOPTED, MOST_ADOPTED_BYTES } from "../serving/adoption.ts";
import { isLoopback } from "../serving/configuration.ts";
import { remoteSession, requireStore } from "../session.ts";
import type { EmbeddedWorld } from "../worlds/embedded.ts";
import { noteIn } from "../text-file.ts";
import type { MoveState } from "../worlds/move-mark.ts";
import { openNoting } from "../worlds/noting.ts";
import { writeWhole } from "../write-whole.ts";
import { EXIT, type CommonOptions } from "./verb.ts";

const note = z.object({ url: z.string(), after: z.string().regex(/^\d{1,20}$/) });

/**
 * Takes a folder's events and keys to a Docket that has taken no commands yet, and proves by the hashes of all read models
 * that it holds the same. What was broken off goes on where it was. The folder is left as it is.
 */
export async function move(options: CommonOptions): Promise<void> {
  const { data, url, token, json = false } = options;
  if (url === undefined) return refuse("USAGE", "`move` needs --url.");
  requirePrivateWay(url);
  requireStore(data);
  const output = createOutput(json);
  const world = await openNoting(data, output.note);
  try {
    await world.settle();
    const server = { url, token };
    // Keys go to a Docket alone.
    found(await get(server, "/health"));
    await moveKeys(world, server).catch(orFolder(url));
    await withProgress("move", null, "events", (update) =>
      moveEvents(world, server, join(data, "move.json"), update),
    );
    await tell(server, "there");
    process.exitCode = await compare(world, server, output);
    await tell(server, "over");
  } finally {
    await world.close();
  }
}

/** Keys go along: nobody on the way may read them. */
function requirePrivateWay(url: string): void {
  const { protocol, hostname } = new URL(url);
  if (protocol === "https:" || isLoopback(hostname)) return;
  refuse("USAGE", "Keys are moved too: the URL must be https, or on this machine.", {
    field: "url",
  });
}

/** Who serves a folder takes over nothing: a folder is taken over as a whole, by its files. */
const orFolder = (url: string) => (error: unknown) => {
  if (!(error instanceof Refused) || error.refusal.code !== "NOT_FOUND") throw error;
  return refuse("USAGE", `${url} serves a folder; \`move\` takes one to a Docket on servers.`, {
    field: "url",
  });
};

const PAGE = 500;

/** A Docket with keys of its own is another one: it refuses all that we have before anybody is erased there, or linked. */
async function moveKeys(world: EmbeddedWorld, server: Server): Promise<void> {
  const asSingle = ({ subject, key }: KeptSubject) =>
    key === null || key === "erased" ? [] : [{ subject, person: subject, key: keyText(key) }];
  await sendSubjects(world, server, asSingle);
  await sendSubjects(world, server, ({ subject, person, key }) => [
    { subject, person, key: keyText(key) },
  ]);
}

async function sendSubjects(
  { keys }: EmbeddedWorld,
  server: Server,
  told: (kept: KeptSubject) => readonly object[],
): Promise<void> {
  let after: Subject | null = null;
  for (;;) {
    const page: readonly KeptSubject[] = await keys.kept(after, PAGE);
    const last = page.at(-1);
    if (last === undefined) return;
    await post(server, "/v1/maintenance/keys", JSON.stringify(page.flatMap(told)));
    after = last.subject;
  }
}

const keyText = (key: KeptSubject["key"]) => {
  if (key === null) return null;
  return key === "erased" ? { erased: true } : { base64: Buffer.from(key).toString("base64") };
};

async function moveEvents(
  { store }: EmbeddedWorld,
  server: Server,
  file: string,
  update: (events: number) => void,
): Promise<void> {
  let at: Position | null = begunAt(file, server.url);
  let moved = 0;
  for (;;) {
    const page: readonly StoredEvent[] = await store.readAll({ after: at, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) break;
    const texts = page.map(({ position: _position, ...event }) => JSON.stringify(event));
    for (const portion of bodiesOf(texts, { most: MOST_ADOPTED, bytes: MOST_ADOPTED_BYTES })) {
      if ("tooLarge" in portion) return refuse("TOO_LARGE", `${portion.tooLarge} bytes.`);
      await post(server, "/v1/maintenance/events", portion.body);
    }
    at = last.position;
    keep(file, { url: server.url, after: String(at) });
    update((moved += page.length));
  }
}

/** From the first event on, nothing follows from what has come; once all is there, what follows in other tickets has come too. */
const tell = (server: Server, state: MoveState) =>
  post(server, "/v1/maintenance/move", JSON.stringify({ state }));

/** Where an earlier move to the same place was broken off. */
function begunAt(file: string, url: string): Position | null {
  const begun = noteIn(file, note);
  return begun?.url === url ? position(BigInt(begun.after)) : null;
}

const keep = (file: string, content: z.infer<typeof note>): void =>
  writeWhole(file, JSON.stringify(content));

/** Both sides rebuild their read models from their own events and keys. */
async function compare(world: EmbeddedWorld, server: Server, output: Output): Promise<number> {
  const there = remoteSession(server);
  await there.settle();
  const [ours, theirs] = await withProgress("compare", null, "events", async (onProgress) => {
    const rebuild = { accept: false, onProgress };
    return [await world.projector.rebuild(rebuild), await there.rebuild(rebuild)] as const;
  });
  const rows = ours.models.map(({ model, rows: count, hash }) => {
    const other = theirs.models.find((one) => one.model === model);
    return {
      model,
      rows: count,
      hash,
      movedHash: other?.hash ?? null,
      equal: other?.hash === hash,
    };
  });
  if (output.json) for (const row of rows) output.object(row);
  else {
    output.table(
      ["read model", "rows", "hash", "hash there", "equal"],
      rows.map((row) => [
        row.model,
        row.rows,
        row.hash.slice(0, 16),
        row.movedHash?.slice(0, 16) ?? null,
        row.equal ? "yes" : "no",
      ]),
    );
  }
  return agree(ours, theirs) && rows.every(({ equal }) => equal) ? EXIT.done : EXIT.no;
}

const agree = (...results: readonly RebuildResult[]): boolean =>
  results.every(({ switched }) => switched);
