import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { processClients, shareClient } from "./client.ts";
import type { NodeClient } from "./node-client.ts";

/** The vendor's clients of one process, of which only making and ending counts here. */
function fakeClients() {
  const told: string[] = [];
  let made = 0;
  const clients = processClients((url) => {
    const name = `${url}${(made += 1)}`;
    const unused = () => expect.unreachable();
    told.push(`made ${name}`);
    return {
      appendToStream: unused,
      readStream: unused,
      readAll: unused,
      subscribeToAll: unused,
      dispose: async () => void told.push(`ended ${name}`),
    };
  });
  return { told, share: (url: string) => shareClient(url, clients) };
}

/** An append whose answer is given by hand. */
function held() {
  const answer = Promise.withResolvers<string>();
  const run = vi.fn<(client: NodeClient) => Promise<string>>(() => answer.promise);
  return { ...answer, run };
}

const answered = async () => "done";
const TIME = 1_000;
const timeIsOver = () => vi.advanceTimersByTimeAsync(TIME);

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test("a client that has answered nothing since an append is deaf, and made anew; one that has is kept", async () => {
  const { told, share } = fakeClients();
  const node = share("a");
  const lost = [node.append(held().run, TIME), node.append(held().run, TIME)];
  await node.append(answered, TIME);
  const kept = Promise.allSettled(lost);
  await timeIsOver();
  expect(await kept).toMatchObject(lost.map(() => ({ reason: { type: "no-answer" } })));
  expect([told, node.health.rebuilt]).toEqual([["made a1"], 0]);

  const refused = { type: "wrong-expected-version" };
  const deaf = Promise.allSettled([node.append(held().run, TIME)]);
  await timeIsOver();
  expect(await deaf).toMatchObject([{ reason: { type: "deaf" } }]);
  const next = node.append(() => Promise.reject(refused), TIME);
  await expect(next).rejects.toBe(refused);
  expect([told, node.health.rebuilt]).toEqual([["made a1", "ended a1", "made a2"], 1]);
  // That it refused is an answer too.
  const between = Promise.allSettled([node.append(held().run, TIME)]);
  await expect(node.append(() => Promise.reject({ ...refused }), TIME)).rejects.toEqual(refused);
  await timeIsOver();
  expect(await between).toMatchObject([{ reason: { type: "no-answer" } }]);
  expect(node.health.rebuilt).toBe(1);
});

test("a client that keeps a failure, or found no node, is made anew once for all that it fails", async () => {
  const { share, told } = fakeClients();
  const node = share("a");
  const failing = (error: unknown) => node.append(() => Promise.reject(error), TIME);
  const kept = { type: "unavailable" };
  await expect(failing(kept)).rejects.toBe(kept);
  expect(node.health.rebuilt).toBe(0);
  await expect(failing(kept)).rejects.toBe(kept);
  expect(node.health.rebuilt).toBe(1);
  await expect(failing({ code: 14 })).rejects.toEqual({ code: 14 });
  expect(node.health.rebuilt).toBe(1);
  const both = await Promise.allSettled([failing(new Error("none")), failing(new Error("none"))]);
  expect([both.length, node.health.rebuilt]).toEqual([2, 2]);
  expect(told.filter((one) => one.startsWith("ended"))).toEqual(["ended a1", "ended a2"]);
});

test("a client ends when the appends of the others are answered, and no append begins meanwhile", async () => {
  const { told, share } = fakeClients();
  const [node, other] = [share("a"), share("b")];
  const [first, second] = [held(), held()];
  const underWay = other.append(first.run, TIME);
  const signal = node.signal();
  const none = new Error("no node found");
  await expect(node.append(() => Promise.reject(none), TIME)).rejects.toBe(none);
  const waiting = other.append(second.run, TIME);
  await vi.advanceTimersByTimeAsync(1);
  expect([told, second.run.mock.calls.length, signal.aborted]).toEqual([
    ["made b1", "made a2"],
    0,
    false,
  ]);
  first.resolve("done");
  await underWay;
  second.resolve("done");
  expect(await waiting).toBe("done");
  expect([told, signal.aborted]).toEqual([["made b1", "made a2", "ended a2"], true]);
});

test("with a client end those of other nodes that still wait for an answer that nobody waits for", async () => {
  const { told, share } = fakeClients();
  const [node, late, well] = [share("a"), share("b"), share("c")];
  const [overdue, arrived] = [held(), held()];
  const given = Promise.allSettled([
    late.append(overdue.run, TIME),
    well.append(arrived.run, TIME),
    late.append(answered, 2 * TIME),
    well.append(answered, 2 * TIME),
  ]);
  await timeIsOver();
  expect(await given).toMatchObject([{ status: "rejected" }, { status: "rejected" }, {}, {}]);
  arrived.resolve("after all");
  const none = new Error("no node found");
  await expect(node.append(() => Promise.reject(none), TIME)).rejects.toBe(none);
  await vi.advanceTimersByTimeAsync(1);
  expect(told.filter((one) => one.startsWith("ended"))).toEqual(["ended a3", "ended b1"]);
});

test("a client ends with the last who share it, when what is under way is answered", async () => {
  const { told, share } = fakeClients();
  const [one, other] = [share("a"), share("a")];
  const append = held();
  const underWay = other.append(append.run, TIME);
  await one.release();
  await one.release();
  expect(told).toEqual(["made a1"]);
  const released = other.release();
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toEqual(["made a1"]);
  append.resolve("done");
  await Promise.all([underWay, released]);
  expect(told).toEqual(["made a1", "ended a1"]);
});
