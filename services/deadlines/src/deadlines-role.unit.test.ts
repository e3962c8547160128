import { instant, type StoredEvent } from "@docket/event-sourcing";
import { expect, test } from "vitest";
import { createDeadlinesRole } from "./deadlines-role.ts";

test("whoever fails after a delivery leaves no subscription behind", async () => {
  let ended = false;
  async function* wakes(): AsyncGenerator<readonly StoredEvent[], void> {
    try {
      for (;;) yield [];
    } finally {
      ended = true;
    }
  }
  const role = createDeadlinesRole({
    readModels: { load: async () => [], select: async () => [], count: async () => 0 },
    send: () => Promise.reject(new Error("nothing is due")),
    bus: { subscribe: wakes },
    clock: () => instant(Date.UTC(2026, 0, 5)),
    sleep: () => new Promise(() => {}),
    log: { head: () => Promise.reject(new Error("no such table")) },
    reached: async () => {},
  });
  await expect(role.run(new AbortController().signal)).rejects.toThrow("no such table");
  expect(ended).toBe(true);
});
