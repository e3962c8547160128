import fc from "fast-check";
import { expect, test } from "vitest";
import { factsBy, type Fact } from "../fact.ts";
import { opened } from "../testing/ticket-facts.ts";
import { heldAttributes } from "../ticket-attributes.ts";
import { backlogStays } from "./backlog-stays.ts";
import { openSpans } from "./open-spans.ts";

const LAST = 30;
const happened = fc.constantFrom<((at: number) => Fact)[]>(
  (at) => ({ type: "assigned", at, team: "billing", agent: "kim", transfer: false }),
  (at) => ({ type: "assigned", at, team: "billing", agent: "lee", transfer: false }),
  (at) => ({ type: "assigned", at, team: null, agent: null, transfer: false }),
  (at) => ({ type: "priorityChanged", at, priority: 1 }),
  (at) => ({ type: "categorised", at, category: "fault" }),
  (at) => ({ type: "channelChanged", at, channel: "phone" }),
  (at) => ({ type: "reclassified", at }),
  (at) => ({ type: "replied", at, automatic: false }),
  (at) => ({ type: "closed", at, outcome: "satisfied" }),
  (at) => ({ type: "reopened", at }),
);

test("K12 a ticket stays in the backlog with the attributes that it had then, in whatever order they were recorded", () => {
  const histories = fc
    .array(fc.tuple(happened, fc.nat(LAST)), { maxLength: 12 })
    .map((all) => [opened({ at: 3 }), ...all.map(([fact, at]) => fact(at))]);
  fc.assert(
    fc.property(histories, (facts) => {
      const stays = backlogStays(facts);
      for (let at = 0; at <= LAST + 1; at += 1) {
        const then = stays.filter(({ from, to }) => from <= at && (to === null || at < to));
        const isOpen = openSpans(factsBy(facts, at)).at(-1)?.to === null;
        const attributes = heldAttributes(factsBy(facts, at));
        expect(then.map((stay) => stay.attributes)).toEqual(isOpen ? [attributes] : []);
      }
      for (const [place, { from, to, attributes }] of stays.entries()) {
        const next = stays[place + 1];
        expect(to).not.toBe(from);
        if (to !== null && next?.from === to) expect(next.attributes).not.toEqual(attributes);
      }
    }),
  );
});
