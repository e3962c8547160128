import { expect, test } from "vitest";
import { position } from "./brands.ts";
import { createLookout } from "./lookout.ts";

/** Tables that come one event further with each pause of those who wait. */
function tables(failing: () => boolean = () => false) {
  const counted = { looks: 0, pauses: 0 };
  const lookout = createLookout(
    {
      async checkpoint() {
        counted.looks += 1;
        if (failing()) throw new Error("the connection was lost");
        return counted.pauses === 0 ? null : position(BigInt(counted.pauses));
      },
    },
    ["a", "b"],
    async () => {
      counted.pauses += 1;
    },
  );
  return { lookout, counted };
}
const at = (place: number) => position(BigInt(place));

test("a place is told when it is reached, and many that wait cost no more looks than one", async () => {
  const { lookout, counted } = tables();
  const told: number[] = [];
  const places = Array.from({ length: 100 }, (_, index) => 1 + (index % 10));
  const waits = places.map(async (place) => {
    expect(await lookout.reached(at(place))).toBe(true);
    expect(counted.pauses).toBeGreaterThanOrEqual(place);
    told.push(place);
  });
  await Promise.all(waits);
  expect(told).toEqual(told.toSorted((one, other) => one - other));
  expect(counted).toEqual({ looks: 11, pauses: 10 });
});

test("what is there already is told without a pause", async () => {
  const { lookout, counted } = tables();
  await lookout.reached(at(1));
  expect(await lookout.reached(at(1))).toBe(true);
  expect(counted.pauses).toBe(1);
});

test("who waits no longer is told so, and the others go on", async () => {
  const { lookout } = tables();
  const left = new AbortController();
  const waits = [lookout.reached(at(5), left.signal), lookout.reached(at(5))];
  left.abort();
  expect(await Promise.all(waits)).toEqual([false, true]);
});

test("a look that fails fails those who waited for it, and nobody after", async () => {
  let failing = true;
  const { lookout } = tables(() => failing);
  const waits = [lookout.reached(at(1)), lookout.reached(at(2))];
  const outcomes = await Promise.allSettled(waits);
  expect(outcomes.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  failing = false;
  expect(await lookout.reached(at(1))).toBe(true);
});
