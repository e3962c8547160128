import fc from "fast-check";
import { expect, test } from "vitest";
import { DAY, HOUR } from "@docket/service-levels";
import { followedAmong } from "./followed-contacts.ts";

const contacts = fc
  .array(fc.tuple(fc.nat(40), fc.option(fc.nat(4))), { maxLength: 12 })
  .map((all) =>
    all.map(([day, days], place) => ({
      ticketId: `t${place}`,
      openedAt: day * DAY,
      resolvedAt: days === null ? null : (day + days) * DAY,
    })),
  );

test("K8 a contact is followed by any other that was opened from its opening to 7 days after its resolution", () => {
  fc.assert(
    fc.property(contacts, (all) => {
      const followed = all.filter(({ ticketId, openedAt, resolvedAt }) =>
        all.some(
          (other) =>
            resolvedAt !== null &&
            other.ticketId !== ticketId &&
            other.openedAt >= openedAt &&
            other.openedAt <= resolvedAt + 7 * DAY,
        ),
      );
      expect(new Set(followedAmong(all))).toEqual(new Set(followed));
    }),
  );
});

test("K8 each of a customer's many contacts is looked at a few times, and not for each other one", () => {
  let looks = 0;
  const many = Array.from({ length: 1_000 }, (_, place) => ({
    ticketId: `t${place}`,
    get openedAt() {
      looks += 1;
      return place * HOUR;
    },
    resolvedAt: place * HOUR + 1,
  }));
  expect(followedAmong(many)).toHaveLength(many.length - 1);
  expect(looks).toBeLessThan(40 * many.length);
});
