import { startPostgres, type LocalPostgres } from "@docket/local-servers";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openConnection } from "./connection.ts";
import { backoff } from "./testing/server.ts";

const folder = mkdtempSync(join(tmpdir(), "docket-postgres-"));
const authority = join(folder, "authority.pem");
let server: LocalPostgres;
let plain: LocalPostgres;

beforeAll(async () => {
  const pems = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  writeFileSync(authority, pems.cert);
  const tls = { key: pems.private, certificate: pems.cert };
  server = await startPostgres({ folder: join(folder, "secure"), durable: false, tls });
  plain = await startPostgres({ folder: join(folder, "plain"), durable: false });
});
afterAll(async () => {
  await server.stop();
  await plain.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** What a query that asks for TLS of a server gives, by the name in its certificate or another. */
async function asked(
  { url }: LocalPostgres,
  given: { readonly host?: string; readonly password?: string; readonly authority?: string },
): Promise<unknown> {
  const address = new URL(url);
  address.hostname = given.host ?? "localhost";
  if (given.password !== undefined) address.password = given.password;
  address.searchParams.set("sslmode", "verify-full");
  if (given.authority !== undefined) address.searchParams.set("sslrootcert", given.authority);
  const connection = openConnection({ url: address.href, backoff, attempts: 1 });
  try {
    const query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    return (await connection.query(query)).rows[0]?.[0];
  } catch (error) {
    return error;
  } finally {
    await connection.close();
  }
}

test("TLS and the password come with the address", async () => {
  expect(await asked(server, { authority })).toBe(true);
});

test("a wrong password is refused, and does not show in the error", async () => {
  const error = await asked(server, { authority, password: "guessed" });
  expect(error).toMatchObject({ code: "STORE_ACCESS_DENIED", state: "28P01" });
  expect(JSON.stringify(error) + String(error)).not.toContain("guessed");
});

test("a server that no authority vouches for is not spoken to, nor one by another name", async () => {
  expect(await asked(server, {})).toMatchObject({
    code: "STORE_UNAVAILABLE",
    state: "DEPTH_ZERO_SELF_SIGNED_CERT",
  });
  expect(await asked(server, { authority, host: "127.0.0.1" })).toMatchObject({
    code: "STORE_UNAVAILABLE",
    state: "ERR_TLS_CERT_ALTNAME_INVALID",
  });
});

test("nothing is said in the clear where TLS was asked for", async () => {
  expect(await asked(plain, { authority })).toMatchObject({ code: "STORE_UNAVAILABLE" });
});
