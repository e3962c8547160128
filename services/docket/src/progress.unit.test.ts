import { beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { withProgress } from "./output.ts";

const HIDE = "\u001b[?25l";
const SHOW = "\u001b[?25h";

describe("progress on a terminal", () => {
  let shown = "";

  beforeEach(() => {
    const { isTTY } = process.stderr;
    Object.assign(process.stderr, { isTTY: true });
    vi.useFakeTimers();
    shown = "";
    const write = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      shown += String(text);
      return true;
    });
    onTestFinished(() => {
      write.mockRestore();
      vi.useRealTimers();
      Object.assign(process.stderr, { isTTY });
    });
  });

  const hasCursor = () => shown.lastIndexOf(SHOW) > shown.lastIndexOf(HIDE);
  const show = (work: () => Promise<string>) => withProgress("rebuild", null, "events", work);

  test.each([
    ["is done", () => Promise.resolve("done")],
    ["fails", () => Promise.reject(new Error("the server is gone"))],
  ])(
    "leaves the cursor, and nothing that keeps the process, when the work %s",
    async (_how, work) => {
      await Promise.allSettled([show(work)]);
      expect(shown).toContain(HIDE);
      expect(hasCursor()).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
      expect([process.listenerCount("SIGINT"), process.listenerCount("SIGTERM")]).toEqual([0, 0]);
    },
  );

  test("gives the cursor back before a signal ends the process", async () => {
    const kill = vi.spyOn(process, "kill").mockImplementation(() => {
      expect(hasCursor()).toBe(true);
      return true;
    });
    onTestFinished(() => kill.mockRestore());
    await show(async () => {
      process.emit("SIGINT", "SIGINT");
      return "killed";
    });
    expect(kill.mock.calls).toEqual([[process.pid, "SIGINT"]]);
  });

  test("leaves a signal to the work that minds it", async () => {
    const kill = vi.spyOn(process, "kill").mockImplementation(() => true);
    onTestFinished(() => kill.mockRestore());
    const minded = vi.fn<() => void>();
    process.once("SIGINT", minded);
    await show(async () => {
      process.emit("SIGINT", "SIGINT");
      return "stopped";
    });
    expect(minded).toHaveBeenCalledOnce();
    expect(kill).not.toHaveBeenCalled();
  });
});
