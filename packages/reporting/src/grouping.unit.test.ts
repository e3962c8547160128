import fc from "fast-check";
import { expect, test } from "vitest";
import { createGroups, type GroupKey } from "./grouping.ts";

const inOrder: readonly GroupKey[] = [
  [2, "billing", "2026-10-25T02+02:00"],
  [2, "billing", "2026-10-25T02+01:00"],
  [2, "sales", null],
  [2, null, "2026-10-25T01+02:00"],
  [10, "billing", null],
  [null, "billing", null],
  [null, null, "2026-10-25T02+02:00"],
  [null, null, null],
];

test("groups stand by numbers, texts and times, what is not known last, in whatever order they came", () => {
  const any = fc.shuffledSubarray([...inOrder], { minLength: inOrder.length });
  fc.assert(
    fc.property(any, (keys) => {
      const groups = createGroups(() => ({ n: 0 }));
      for (const key of [...keys, ...keys]) groups.of(key).n += 1;
      expect(groups.sorted()).toEqual(inOrder.map((key) => ({ key, sum: { n: 2 } })));
    }),
  );
});
