import { freePort, startNats } from "@docket/local-servers";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { connectNats } from "./connection.ts";
import { hasJetStream } from "./event-stream.ts";
import { eventually } from "./testing/desk.ts";

test("it waits for the first server, comes back after an outage, and says how it is", async () => {
  const folder = await mkdtemp(join(tmpdir(), "docket-nats-"));
  const port = await freePort();
  const connecting = connectNats({
    servers: [`nats://127.0.0.1:${port}`],
    name: "test",
    random: () => 0.5,
  });
  const server = await startNats({ folder, port });
  onTestFinished(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const link = await connecting;
  expect(link.health()).toEqual({ connected: true, reconnects: 0, pending: 0, lastError: null });
  await server.kill("SIGKILL");
  await eventually(() =>
    expect(link.health()).toMatchObject({ connected: false, lastError: "DISCONNECT" }),
  );
  await server.restart();
  await eventually(() => expect(link.health()).toMatchObject({ connected: true, reconnects: 1 }));
  await link.close();
  expect(link.health().connected).toBe(false);
});

test("a server without JetStream does not have it, one without the stream yet does, and one that is gone does not", async () => {
  const folder = await mkdtemp(join(tmpdir(), "docket-nats-"));
  const server = await startNats({
    folder,
    configuration: `accounts {
      with { jetstream: enabled, users: [{ user: with, password: p }] }
      without { users: [{ user: without, password: p }] }
    }`,
  });
  onTestFinished(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const connecting = (user: string) =>
    connectNats({
      servers: [server.url],
      name: "test",
      credentials: { kind: "password", user, password: "p" },
      random: () => 0.5,
    });
  const [having, lacking] = [await connecting("with"), await connecting("without")];
  expect(await hasJetStream(having, "docket")).toBe(true);
  expect(await hasJetStream(lacking, "docket")).toBe(false);
  await having.close();
  expect(await hasJetStream(having, "docket")).toBe(false);
  await lacking.close();
});
