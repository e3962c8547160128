import { memoryEventStore, memoryKeyStore, subject } from "@docket/event-sourcing";
import { expect, test } from "vitest";
import { createServer } from "./server.ts";

const victim = subject("customer", "victim");
const policy = subject("policy", "desk");

async function desk() {
  const [store, keys, states] = [memoryEventStore(), memoryKeyStore(), new Array<string>()];
  const app = createServer({
    access: { kind: "thisMachine" },
    health: () => Promise.resolve({ ok: true, parts: [] }),
    adoption: {
      store,
      keys,
      backoff: { first: 0, most: 0, random: () => 0, sleep: async () => {} },
      moving: { set: async (state) => void states.push(state) },
    },
  });
  const post = async (path: string, payload: object) => {
    const url = `/v1/maintenance/${path}`;
    const { statusCode, body } = await app.inject({ method: "POST", url, payload });
    return { status: statusCode, body: JSON.parse(body) as unknown };
  };
  return { keys, states, post };
}

const key = { base64: Buffer.alloc(32, 7).toString("base64") };

test("nobody is erased or linked in a desk that has keys of its own", async () => {
  const { keys, post } = await desk();
  const own = [await keys.obtain(victim), await keys.obtain(policy)];
  const moved = [
    { subject: victim, person: policy, key: { erased: true } },
    { subject: policy, person: policy, key },
  ];
  expect(await post("keys", moved)).toMatchObject({
    status: 409,
    body: { code: "STREAM_DIFFERS" },
  });
  expect([await keys.obtain(victim), await keys.obtain(policy)]).toEqual(own);
  expect(await keys.erased()).toEqual([]);
});

test("a key of another length is none", async () => {
  const { keys, post } = await desk();
  const short = { base64: Buffer.alloc(5).toString("base64") };
  const refused = await post("keys", [{ subject: victim, person: victim, key: short }]);
  expect(refused).toMatchObject({ status: 400, body: { code: "INVALID_FIELD" } });
  expect(await keys.kept(null, 1)).toEqual([]);
});

test("a desk to which no event comes does not wait for more", async () => {
  const { states, post } = await desk();
  expect(await post("events", [])).toEqual({ status: 200, body: { adopted: 0 } });
  expect(states).toEqual([]);
});

const moved = {
  stream: "ticket-1",
  revision: 0,
  id: "7b9e4c1e-5a53-4b6e-9d2f-1f0a2c3d4e5f",
  type: "opened",
  data: "{}",
  metadata: "{}",
  recordedAt: "2026-03-02T09:00:00.000Z",
};

test.each([
  ["type", { type: "op\0ened" }],
  ["id", { id: moved.id.toUpperCase() }],
  ["data", { data: "no JSON" }],
  ["data", { data: `{"text":"${"x".repeat(300_000)}"}` }],
  ["metadata", { metadata: '{"text":"\\ud800"}' }],
  ["stream", { stream: "ticket-1\0" }],
])("an event whose %s no store takes is refused, and the desk goes on", async (_what, change) => {
  const { states, post } = await desk();
  expect(await post("events", [{ ...moved, ...change }])).toMatchObject({
    status: 400,
    body: { code: "INVALID_FIELD", field: expect.stringMatching(/^0/) },
  });
  expect(states).toEqual([]);
  expect(await post("events", [moved])).toEqual({ status: 200, body: { adopted: 1 } });
});

test("a subject that no store takes is refused", async () => {
  const { post } = await desk();
  const strange = [{ subject: "customer:a\0", person: "customer:a", key: null }];
  expect(await post("keys", strange)).toMatchObject({ status: 400 });
});
