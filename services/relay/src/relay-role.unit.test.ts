import { expect, test } from "vitest";
import { createRelayRole, type ReignEnd } from "./relay-role.ts";

test("a relay that is fenced stands by and takes over when the other is gone", async () => {
  const ends: ReignEnd[] = [
    { kind: "fenced", by: "other" },
    { kind: "fenced", by: "other" },
    { kind: "stopped" },
  ];
  const fenced: string[] = [];
  const seen: unknown[] = [];
  const slept: number[] = [];
  const role = createRelayRole({
    reign: (_signal, { onOffice, onPublished }) => {
      const end = ends.shift() ?? { kind: "stopped" };
      if (end.kind === "stopped") {
        onOffice(true);
        onPublished(7);
      }
      seen.push(role.standing());
      return Promise.resolve(end);
    },
    onFenced: (by) => void fenced.push(by),
    sleep: async (milliseconds) => void slept.push(milliseconds),
  });
  await role.run(new AbortController().signal);
  expect(fenced).toEqual(["other"]);
  expect(slept).toEqual([5_000, 5_000]);
  expect(seen).toEqual([
    { inOffice: false, fencedBy: null, published: 0 },
    { inOffice: false, fencedBy: "other", published: 0 },
    { inOffice: true, fencedBy: null, published: 7 },
  ]);
  expect(role.standing()).toEqual({ inOffice: false, fencedBy: null, published: 7 });
});

test("a relay that stands by ends when it is told to", async () => {
  const stop = new AbortController();
  const role = createRelayRole({
    reign: () => Promise.resolve({ kind: "fenced", by: "other" }),
    onFenced: () => stop.abort(),
    sleep: () => Promise.resolve(),
  });
  await role.run(stop.signal);
  expect(role.standing().inOffice).toBe(false);
});
