import { startDouble, type Double } from "@docket/eventstoredb-double";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openStore } from "./testing/open-store.ts";
import { readLog, sampleAppend } from "./testing/sample-appends.ts";

let double: Double;
const folder = mkdtempSync(join(tmpdir(), "docket-eventstoredb-"));
const authority = join(folder, "authority.pem");

beforeAll(async () => {
  const pems = await generate([{ name: "commonName", value: "localhost" }], {
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] },
    ],
  });
  writeFileSync(authority, pems.cert);
  double = await startDouble({ tls: { key: pems.private, certificate: pems.cert } });
});
afterAll(async () => {
  await double.stop();
  rmSync(folder, { recursive: true });
});

const open = (user: string, more = "") =>
  openStore(`esdb://${user}@localhost:${double.port}?tls=true${more}`);

test("TLS and credentials come with the connection string", async () => {
  const store = open("admin:changeit", `&tlsCAFile=${encodeURIComponent(authority)}`);
  expect(await sampleAppend().to(store)).toMatchObject({ kind: "committed" });
  expect(await readLog(store)).toHaveLength(1);
  await store.close();
});

test("wrong credentials are denied, and neither they nor the address show in the error", async () => {
  const store = open("admin:guessed-wrong", `&tlsCAFile=${encodeURIComponent(authority)}`);
  const error: unknown = await sampleAppend()
    .to(store)
    .catch((cause: unknown) => cause);
  expect(error).toMatchObject({ code: "STORE_ACCESS_DENIED" });
  expect(String(error)).not.toContain("guessed-wrong");
  await store.close();
});

test("a node whose certificate nobody vouches for is not spoken to", async () => {
  const store = open("admin:changeit");
  expect(await sampleAppend().to(store)).toMatchObject({ kind: "unknown" });
  await store.close();
});
