import { startPostgres, type LocalPostgres } from "@docket/local-servers";
import pg from "pg";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll } from "vitest";

/** Short waits, the same each time. */
export const backoff = {
  first: 20,
  most: 200,
  random: () => 0.5,
  sleep: (ms: number) => sleep(ms),
};

interface TestServer {
  readonly server: LocalPostgres;
  /** A database that sorts as people do, unless it is told otherwise. */
  readonly url: string;
  readonly folder: string;
  /** A schema that no other test uses. */
  readonly newSchema: () => string;
}

/** A PostgreSQL of the test file's own, started once. */
export function testServer(): () => TestServer {
  let running: TestServer | undefined;
  let schemas = 0;
  beforeAll(async () => {
    const folder = mkdtempSync(join(tmpdir(), "docket-postgres-"));
    const server = await startPostgres({ folder, durable: false });
    const url = await sortingDatabase(server.url);
    running = { server, url, folder, newSchema: () => `test_${(schemas += 1)}` };
  });
  afterAll(async () => {
    if (running === undefined) return;
    await running.server.stop();
    rmSync(running.folder, { recursive: true, force: true });
  });
  return () => {
    if (running === undefined) throw new Error("The server runs while tests run.");
    return running;
  };
}

async function sortingDatabase(url: string): Promise<string> {
  const admin = new pg.Client({ connectionString: url });
  await admin.connect();
  await admin.query(
    "CREATE DATABASE sorting TEMPLATE template0 LOCALE_PROVIDER icu ICU_LOCALE 'en'",
  );
  await admin.end();
  const database = new URL(url);
  database.pathname = "/sorting";
  return database.href;
}

/** All bytes of all files of a server. */
export const bytesIn = (folder: string): Buffer =>
  execFileSync("find", [folder, "-type", "f", "-exec", "cat", "{}", "+"], { maxBuffer: 2 ** 30 });
