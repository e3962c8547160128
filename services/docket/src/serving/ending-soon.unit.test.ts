import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { endingSoon } from "./ending-soon.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test.each([
  ["have failed", () => Promise.reject(new Error("a role failed")), "a role failed"],
  ["were told to stop", () => Promise.resolve(), undefined],
])(
  "a process whose roles %s ends within five seconds, whatever is left open",
  async (_how, work, failure) => {
    const exit = vi.fn<() => void>();
    const open = vi.spyOn(globalThis, "setTimeout");
    const told = await endingSoon(work, exit).catch((error: unknown) => String(error));
    expect(told).toEqual(failure === undefined ? undefined : `Error: ${failure}`);
    expect(exit).not.toHaveBeenCalled();
    // It must not keep the process itself.
    expect(open.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([
      false,
    ]);
    vi.advanceTimersByTime(5_000);
    expect(exit).toHaveBeenCalledOnce();
  },
);

test("one whose roles are at work stays", async () => {
  const exit = vi.fn<() => void>();
  const { promise, resolve } = Promise.withResolvers<void>();
  const ending = endingSoon(() => promise, exit);
  vi.advanceTimersByTime(3_600_000);
  expect(exit).not.toHaveBeenCalled();
  resolve();
  await ending;
});
