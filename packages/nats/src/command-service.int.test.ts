import { headers, type Msg } from "nats";
import { expect, test } from "vitest";
import { ACTOR_HEADER, IDEMPOTENCY_HEADER, serveCommands } from "./command-service.ts";
import type { NatsLink } from "./connection.ts";
import { useNats } from "./testing/desk.ts";

const nats = useNats();

const request = (
  link: NatsLink,
  desk: string,
  body: unknown,
  header: Record<string, string> = {},
) => {
  const named = headers();
  for (const [name, value] of Object.entries(header)) named.set(name, value);
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return link.connection.request(`${desk}.v1.commands`, text, { headers: named, timeout: 5_000 });
};

const serve = async (handle: (commands: unknown) => Promise<unknown>) => {
  const [desk, link] = [nats.newDesk(), await nats.link()];
  const failures: unknown[] = [];
  const onFailure = (cause: unknown) => failures.push(cause);
  const stop = await serveCommands({
    link,
    desk,
    version: "1.0.0",
    mostCommands: 500,
    handle,
    onFailure,
  });
  return { desk, link, stop, failures };
};
const echo = async (commands: unknown) => ({ accepted: true, commands });

test("it is found as a service, and tells what it counts", async () => {
  const { desk, link } = await serve(echo);
  await request(link, desk, {});
  const client = link.connection.services.client();
  const found = [];
  for await (const each of await client.ping("docket-commands")) found.push(each);
  expect(found).toMatchObject([{ name: "docket-commands", version: "1.0.0", metadata: { desk } }]);
  for await (const each of await client.stats("docket-commands")) {
    expect(each.endpoints).toMatchObject([
      { name: "commands", subject: `${desk}.v1.commands`, num_requests: 1 },
    ]);
  }
});

test("one command gets one answer, many get many; headers complete what commands leave out", async () => {
  const { desk, link } = await serve(echo);
  const actor = { id: "ben", role: "agent" };
  const header = { [ACTOR_HEADER]: JSON.stringify(actor), [IDEMPOTENCY_HEADER]: "k1" };
  const told = async (body: unknown, more: Record<string, string>) =>
    (await request(link, desk, body, more)).json<{ commands: unknown }>().commands;
  expect(await told({ type: "a" }, {})).toEqual({ type: "a" });
  expect(await told({ type: "a" }, header)).toEqual({ type: "a", actor, commandId: "k1" });
  const own = { type: "a", actor: { id: "eve", role: "lead" }, commandId: "own" };
  expect(await told(own, header)).toEqual(own);
  expect(await told([{ type: "a" }, own, 7], header)).toEqual([
    { type: "a", actor, commandId: "k1.0" },
    own,
    7,
  ]);
});

const refusalOf = (reply: Msg) => reply.json<{ refusal: { code: string } }>().refusal.code;

test("what cannot be read is refused with a code of the catalogue, and as an error of the service", async () => {
  const { desk, link } = await serve(echo);
  const replies = [
    await request(link, desk, "{"),
    await request(link, desk, {}, { [ACTOR_HEADER]: "ben" }),
    await request(
      link,
      desk,
      Array.from({ length: 501 }, () => ({})),
    ),
  ];
  const codes = ["MALFORMED_JSON", "INVALID_FIELD", "BATCH_TOO_LARGE"];
  expect(replies.map(refusalOf)).toEqual(codes);
  expect(replies.map((reply) => reply.headers?.get("Nats-Service-Error"))).toEqual(codes);
  expect(replies.map((reply) => reply.headers?.get("Nats-Service-Error-Code"))).toEqual([
    "400",
    "400",
    "413",
  ]);
});

test("bytes that are no UTF-8 are refused as such: none of them is recorded as a sign for what it was", async () => {
  const { desk, link } = await serve(echo);
  const latin1 = Buffer.from('{"type":"note","data":{"text":"Gr\u00fc\u00dfe"}}', "latin1");
  const reply = await link.connection.request(`${desk}.v1.commands`, latin1, { timeout: 5_000 });
  expect(refusalOf(reply)).toBe("MALFORMED_JSON");
  expect(reply.string()).toContain("UTF-8");
});

test("answers that fit in no message are told as too many, and not as a store that is away", async () => {
  const { desk, link } = await serve(async () => ["x".repeat(2 ** 20)]);
  const reply = await request(link, desk, [{}]);
  expect(refusalOf(reply)).toBe("BATCH_TOO_LARGE");
  expect(reply.string()).toContain("same ids");
});

test("of a failure whoever serves is told the reason, and the sender is not; the next request is served", async () => {
  const secret = new Error("secret");
  let calls = 0;
  const { desk, link, failures } = await serve(async () => {
    if ((calls += 1) === 1) throw secret;
    return { accepted: true };
  });
  const failed = await request(link, desk, {});
  expect(refusalOf(failed)).toBe("STORE_UNAVAILABLE");
  expect(failed.string()).not.toContain("secret");
  expect(failures).toEqual([secret]);
  expect((await request(link, desk, {})).json()).toEqual({ accepted: true });
});

test("processes share the requests, and each request is handled once", async () => {
  const handled = [0, 0];
  const desk = nats.newDesk();
  for (const place of [0, 1]) {
    const handle = async () => (handled[place] = (handled[place] ?? 0) + 1);
    const onFailure = () => expect.unreachable();
    await serveCommands({
      link: await nats.link(),
      desk,
      version: "1.0.0",
      mostCommands: 500,
      handle,
      onFailure,
    });
  }
  const link = await nats.link();
  await Promise.all(Array.from({ length: 100 }, () => request(link, desk, {})));
  expect(Math.min(...handled)).toBeGreaterThan(0);
  expect((handled[0] ?? 0) + (handled[1] ?? 0)).toBe(100);
});

test("too many at once are told to come again; stopping answers those that were begun", async () => {
  const gate = Promise.withResolvers<void>();
  const { desk, link, stop } = await serve(async () => {
    await gate.promise;
    return { accepted: true };
  });
  const asked = Array.from({ length: 300 }, () => request(link, desk, {}));
  expect(refusalOf(await Promise.race(asked))).toBe("TOO_BUSY");
  const stopped = stop();
  gate.resolve();
  await stopped;
  const answers = await Promise.all(asked);
  const accepted = answers.map((reply) => reply.json<{ accepted: boolean }>().accepted);
  expect(accepted.filter(Boolean)).toHaveLength(256);
  await expect(request(link, desk, {})).rejects.toMatchObject({ code: "503" });
});
