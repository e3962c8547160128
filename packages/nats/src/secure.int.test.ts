import type { Backoff } from "@docket/event-sourcing";
import { startNats } from "@docket/local-servers";
import { createUser } from "nkeys.js";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { serveCommands } from "./command-service.ts";
import { connectNats, type NatsOptions } from "./connection.ts";
import { readTail } from "./event-stream.ts";
import { deliveries } from "./feed.ts";
import { namesOf } from "./names.ts";
import { eventually } from "./testing/desk.ts";
import { operatorWithUser } from "./testing/operator.ts";

const folder = mkdtempSync(join(tmpdir(), "docket-nats-"));
const pair = createUser();
const seed = new TextDecoder().decode(pair.getSeed());
let authority: string;
let tls: string;

beforeAll(async () => {
  const pems = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  authority = pems.cert;
  const [certificate, key] = [join(folder, "certificate.pem"), join(folder, "key.pem")];
  writeFileSync(certificate, pems.cert);
  writeFileSync(key, pems.private, { mode: 0o600 });
  tls = `tls { cert_file: "${certificate}", key_file: "${key}" }`;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A server that is configured so, under a name that its certificate bears. */
async function serving(configuration: string): Promise<string> {
  const server = await startNats({ folder: mkdtempSync(join(folder, "server-")), configuration });
  onTestFinished(() => server.stop());
  return server.url.replace("127.0.0.1", "localhost");
}

const options = (url: string): NatsOptions => ({
  servers: [url],
  name: "test",
  random: () => 0.5,
});

/** Whether the server answers over the connection, which is closed again. */
async function reaches(given: NatsOptions): Promise<boolean> {
  const link = await connectNats(given);
  await link.connection.flush();
  const { connected } = link.health();
  await link.close();
  return connected;
}

/** The code of the first try that failed; the waiting is then given up. */
async function refusedWith(given: NatsOptions): Promise<string> {
  const waiting = new AbortController();
  let first = "";
  const onFailure = (code: string) => {
    first ||= code;
    waiting.abort();
  };
  const error: unknown = await connectNats({ ...given, onFailure, signal: waiting.signal }).catch(
    (cause: unknown) => cause,
  );
  expect(String(error)).not.toMatch(/guessed|S[UO]A/);
  return first;
}

test("a user and a password over TLS", async () => {
  const url = await serving(`${tls}, authorization { user: desk, password: "s3cret" }`);
  const user = (password: string) => ({ kind: "password", user: "desk", password }) as const;
  const secure = { ...options(url), tls: { ca: authority } };
  expect(await reaches({ ...secure, credentials: user("s3cret") })).toBe(true);
  expect(await refusedWith({ ...secure, credentials: user("guessed") })).toBe(
    "AUTHORIZATION_VIOLATION",
  );
  expect(await refusedWith(secure)).toBe("AUTHORIZATION_VIOLATION");
});

test("a server that no authority vouches for is not spoken to", async () => {
  const url = await serving(tls);
  expect(await refusedWith({ ...options(url), tls: {} })).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
});

test("nothing is said in the clear where TLS was asked for", async () => {
  const url = await serving("");
  expect(await refusedWith({ ...options(url), tls: { ca: authority } })).toBe("SERVER_OPT_NA");
  expect(await reaches(options(url))).toBe(true);
});

test("a token", async () => {
  const url = await serving(`authorization { token: "s3cret" }`);
  const token = (text: string) => ({ kind: "token", token: text }) as const;
  expect(await reaches({ ...options(url), credentials: token("s3cret") })).toBe(true);
  expect(await refusedWith({ ...options(url), credentials: token("guessed") })).toBe(
    "AUTHORIZATION_VIOLATION",
  );
});

test("an NKEY", async () => {
  const url = await serving(`authorization { users: [ { nkey: ${pair.getPublicKey()} } ] }`);
  const stranger = new TextDecoder().decode(createUser().getSeed());
  expect(await reaches({ ...options(url), credentials: { kind: "nkey", seed } })).toBe(true);
  expect(
    await refusedWith({ ...options(url), credentials: { kind: "nkey", seed: stranger } }),
  ).toBe("AUTHORIZATION_VIOLATION");
});

test("a file of credentials that an operator's account gave", async () => {
  const { configuration, creds } = operatorWithUser();
  const url = await serving(configuration);
  expect(await reaches({ ...options(url), credentials: { kind: "creds", text: creds } })).toBe(
    true,
  );
  const other = operatorWithUser().creds;
  expect(await refusedWith({ ...options(url), credentials: { kind: "creds", text: other } })).toBe(
    "AUTHORIZATION_VIOLATION",
  );
});

test("who is denied after an outage is told so with each try, and is let in again with the same word", async () => {
  const place = mkdtempSync(join(folder, "server-"));
  const admitting = (token: string) => `authorization { token: "${token}" }`;
  const server = await startNats({ folder: place, configuration: admitting("one") });
  onTestFinished(() => server.stop());
  const told = new Map<string, number>();
  const link = await connectNats({
    ...options(server.url),
    credentials: { kind: "token", token: "one" },
    onFailure: (code, failures) => told.set(code, failures),
  });
  const restartAdmitting = async (token: string) => {
    writeFileSync(join(place, "nats.conf"), admitting(token));
    await server.restart();
  };
  await restartAdmitting("two");
  await eventually(() => {
    expect(told.get("DISCONNECT")).toBeGreaterThan(0);
    expect(told.get("AUTHORIZATION_VIOLATION")).toBeGreaterThan(1);
    expect(link.health()).toMatchObject({
      connected: false,
      lastError: "AUTHORIZATION_VIOLATION",
    });
  });
  await restartAdmitting("one");
  await eventually(() => expect(link.health()).toMatchObject({ connected: true, reconnects: 1 }));
  await link.close();
});

test("who may not hear the relay's marks is told so, and tries again with growing waits", async () => {
  const url = await serving(`jetstream: enabled
    authorization { users: [
      { user: relay, password: p }
      { user: reader, password: p, permissions: { subscribe: { deny: "desk.mark" } } }
    ] }`);
  const as = (user: string) =>
    connectNats({ ...options(url), credentials: { kind: "password", user, password: "p" } });
  const [relay, reader] = [await as("relay"), await as("reader")];
  await readTail(relay, namesOf("desk"));
  const ended = new AbortController();
  const [told, waits]: [string[], number[]] = [[], []];
  const backoff: Backoff = {
    first: 100,
    most: 1_000,
    random: () => 1,
    async sleep(milliseconds) {
      waits.push(milliseconds);
      if (waits.length === 3) ended.abort();
    },
  };
  const onFailure = (code: string) => void told.push(code);
  let missed = 0;
  const feed = deliveries({ link: reader, desk: "desk", backoff, onFailure }, ended.signal);
  for await (const { kind } of feed) {
    if (kind === "missed") missed += 1;
    if (missed > 20) ended.abort();
  }
  expect(told).toEqual(Array(3).fill("PERMISSIONS_VIOLATION"));
  expect(waits).toEqual([100, 200, 400]);
  for (const link of [relay, reader]) await link.close();
});

test("what a server does not allow is told, by its subject", async () => {
  const url = await serving(`authorization { users: [
      { user: desk, password: p, permissions: { subscribe: { deny: "desk.v1.commands" } } }
    ] }`);
  const denied = Promise.withResolvers<readonly string[]>();
  const link = await connectNats({
    ...options(url),
    credentials: { kind: "password", user: "desk", password: "p" },
    onDenied: (...words) => denied.resolve(words),
  });
  const stop = await serveCommands({
    link,
    desk: "desk",
    version: "1.0.0",
    mostCommands: 1,
    handle: () => expect.unreachable("nobody asks"),
    onFailure: () => {},
  });
  expect(await denied.promise).toEqual(["subscription", "desk.v1.commands"]);
  await stop();
  await link.close();
});
