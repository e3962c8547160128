import { expect, test } from "vitest";
import { inBatches } from "./batches.ts";

const turn = () => new Promise((resolve) => setImmediate(resolve));

test("who comes while a batch is at work waits for the next, and a batch that fails takes no other with it", async () => {
  const begun: (readonly number[])[] = [];
  const held = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const double = inBatches(async (items: readonly number[]) => {
    begun.push(items);
    await held[begun.length - 1]?.promise;
    return items.map((item) => 2 * item);
  });
  const first = [double(1), double(2)];
  await turn();
  const second = [double(3), double(4)];
  await turn();
  expect(begun).toEqual([[1, 2]]);
  held[0]?.reject(new Error("lost"));
  held[1]?.resolve();
  expect((await Promise.allSettled(first)).map(({ status }) => status)).toEqual([
    "rejected",
    "rejected",
  ]);
  expect(await Promise.all(second)).toEqual([6, 8]);
  expect(begun).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(await double(5)).toBe(10);
});
