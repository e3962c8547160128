import { expect, test, vi } from "vitest";
import { examine, serverPart } from "./health.ts";

const gone = () => Promise.reject(Object.assign(new Error("gone"), { code: "STORE_UNAVAILABLE" }));
const told = () => ({ connected: true, failures: 3 });

test("a server is asked, whatever the last call met", async () => {
  const answering = serverPart(
    "one",
    () => Promise.resolve(null),
    () => ({ ...told(), connected: false }),
  );
  const away = serverPart("other", gone, told);
  expect(await examine([answering, away])).toEqual({
    ok: false,
    parts: [
      { name: "one", ok: true, facts: { failures: 3 } },
      { name: "other", ok: false, facts: { failures: 3 } },
    ],
  });
});

test("what cannot tell is not well, and what does not answer is not waited for; a defect stays one", async () => {
  vi.useFakeTimers();
  const silent = serverPart("silent", () => new Promise(() => {}), told);
  const looked = examine([silent, { name: "untold", look: gone }]);
  await vi.advanceTimersByTimeAsync(5_000);
  vi.useRealTimers();
  expect((await looked).parts.map(({ name, ok }) => [name, ok])).toEqual([
    ["silent", false],
    ["untold", false],
  ]);
  const defect = () => Promise.reject(new TypeError("not a function"));
  await expect(examine([{ name: "broken", look: defect }])).rejects.toThrow("not a function");
});
