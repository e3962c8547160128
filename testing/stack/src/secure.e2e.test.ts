import { startDouble } from "@docket/eventstoredb-double";
import { freePort, startNats, startPostgres } from "@docket/local-servers";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { generate } from "selfsigned";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startProgram } from "./program.ts";
import { DOCKET, docket, settled } from "./testing/docket.ts";

const folder = mkdtempSync(join(tmpdir(), "docket-secure-"));
const authority = join(folder, "authority.pem");
const running: { stop(): Promise<void> }[] = [];
let environment: Record<string, string>;

/** Servers that speak TLS alone, under one authority, with secrets. */
beforeAll(async () => {
  const pems = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  const tls = { key: pems.private, certificate: pems.cert };
  const key = join(folder, "key.pem");
  writeFileSync(authority, pems.cert);
  writeFileSync(key, pems.private, { mode: 0o600 });
  const nats = await startNats({
    folder: join(folder, "nats"),
    configuration: `
      tls { cert_file: "${authority}", key_file: "${key}" }
      authorization { user: desk, password: "nats-s3cret" }`,
  });
  const postgres = await startPostgres({ folder: join(folder, "postgres"), durable: false, tls });
  const double = await startDouble({ tls });
  running.push(nats, postgres, double);
  const database = new URL(postgres.url);
  database.hostname = "localhost";
  database.search = `?sslmode=verify-full&sslrootcert=${encodeURIComponent(authority)}`;
  const file = encodeURIComponent(authority);
  environment = {
    DOCKET_EVENTSTORE: `esdb://admin:changeit@localhost:${double.port}?tls=true&tlsCAFile=${file}`,
    DOCKET_NATS: nats.url.replace(/^nats:\/\/127\.0\.0\.1/, "tls://localhost"),
    DOCKET_NATS_USER: "desk",
    DOCKET_NATS_PASSWORD: "nats-s3cret",
    DOCKET_NATS_CA: authority,
    DOCKET_POSTGRES: database.href,
    DOCKET_PORT: "0",
  };
});
afterAll(async () => {
  for (const one of running.toReversed()) await one.stop();
  rmSync(folder, { recursive: true, force: true });
});

test("every server over TLS and with a secret, none of which is logged", async () => {
  mkdirSync(join(folder, "logs"));
  const log = join(folder, "logs", "docket.log");
  const { program, announced } = await startProgram({
    name: "docket",
    script: DOCKET,
    args: ["run", "command-api", "query-api", "relay", "projector"],
    env: environment,
    log,
  });
  running.push(program);
  const { url } = announced as { readonly url: string };
  const file = join(folder, "opening.jsonl");
  const opening = {
    type: "open",
    commandId: "secure-1",
    actor: { id: "form", role: "integration" },
    data: { kind: "inquiry", channel: "web", externalId: "WEB-1" },
  };
  writeFileSync(file, JSON.stringify(opening));
  expect(await docket("send", file, "--url", url)).toMatchObject([{ accepted: true }]);
  await settled(url);
  expect(await docket("ticket", "WEB-1", "--url", url)).toHaveLength(1);
  const ready = await fetch(`${url}/ready`);
  expect([ready.status, await ready.text()]).toEqual([200, expect.stringContaining("nats")]);
  const password = new URL(environment["DOCKET_POSTGRES"] ?? "").password;
  const logged = readFileSync(log, "utf8");
  expect(logged).toContain("starting");
  for (const secret of ["changeit", "nats-s3cret", password]) expect(logged).not.toContain(secret);
});

test("who is denied says so as long as it waits, to whoever asks too, and can be stopped", async () => {
  const port = await freePort();
  const child = spawn(process.execPath, [DOCKET, "run", "relay"], {
    env: {
      ...process.env,
      ...environment,
      DOCKET_NATS_PASSWORD: "guessed",
      DOCKET_PORT: String(port),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = once(child, "exit");
  const said = text(child.stderr);
  const denied = Promise.withResolvers<void>();
  child.stderr.on("data", (line: Buffer) => {
    if (line.includes("AUTHORIZATION_VIOLATION")) denied.resolve();
  });
  await denied.promise;
  const answers = await Promise.all(
    ["/health", "/ready", "/v1/tickets"].map(async (path) => {
      const answer = await fetch(`http://127.0.0.1:${port}${path}`);
      return [answer.status, await answer.json()];
    }),
  );
  const lastFailure = expect.stringContaining("AUTHORIZATION_VIOLATION");
  const facts = { lastFailure, failures: expect.any(Number) };
  expect(answers).toEqual([
    [200, { ok: true }],
    [503, { ok: false, parts: [{ name: "servers", ok: false, facts }] }],
    [503, expect.objectContaining({ code: "STORE_UNAVAILABLE" })],
  ]);
  child.kill("SIGTERM");
  expect(await ended).toEqual([0, null]);
  expect(await said).not.toContain("guessed");
});

test("a role that cannot start ends, and says why", async () => {
  const database = new URL(environment["DOCKET_POSTGRES"] ?? "");
  database.pathname = "/missing";
  const child = spawn(process.execPath, [DOCKET, "run", "relay"], {
    env: { ...process.env, ...environment, DOCKET_POSTGRES: database.href },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const [ended, said] = await Promise.all([once(child, "exit"), text(child.stderr)]);
  expect(ended).toEqual([2, null]);
  expect(said).toContain("Store access denied (STORE_ACCESS_DENIED)");
  expect(said).toContain("PostgreSQL denies access (3D000");
  expect(said).not.toContain(database.password);
});
