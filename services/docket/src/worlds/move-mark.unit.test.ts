import { openReadModelStore } from "@docket/sqlite";
import { expect, onTestFinished, test } from "vitest";
import { moveMark, type MoveState } from "./move-mark.ts";

test("whoever acts on tickets waits until a move has gone on, also after a process that began it", async () => {
  const readModels = openReadModelStore(":memory:");
  onTestFinished(() => readModels.close());
  let waits = 0;
  const during: MoveState[] = [];
  const mark = (sleep: () => Promise<void>) =>
    moveMark({ readModels, sleep, onWait: () => void (waits += 1) });
  const never = mark(() => Promise.reject(new Error("waited")));
  const { signal } = new AbortController();
  expect(await never.past(["coming", "there"], signal)).toBe(false);

  await Promise.all([never.set("coming"), never.set("coming")]);
  const steps: MoveState[] = ["coming", "there", "over"];
  const other = mark(async () => {
    const next = steps.shift();
    if (next !== undefined) await never.set(next);
    during.push(next ?? "over");
  });
  expect(await other.past(["coming"], signal)).toBe(true);
  expect(during).toEqual(["coming", "there"]);
  expect(await other.past(["coming", "there"], signal)).toBe(true);
  expect([during, waits]).toEqual([["coming", "there", "over"], 2]);
  await never.set("coming");
  expect(await never.past(["coming"], AbortSignal.abort())).toBe(false);
});
