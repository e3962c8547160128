import { ticketEvents, type TicketEvent } from "@docket/schemas";
import { assert, asyncProperty, constantFrom, string } from "fast-check";
import { expect, test } from "vitest";
import { timeline, timelines } from "./timelines.ts";
import { createFold, history } from "./testing/fold.ts";

const ticketId = "01J00000000000000000000001";
const opened: TicketEvent = {
  type: "opened",
  data: { kind: "inquiry", channel: "web", policy: { name: "desk", version: 1 } },
};
const categorised = (category: string): TicketEvent => ({
  type: "categorised",
  data: { category, subcategory: null, symptom: null },
});

test("whatever separates lines in a label separates none of a timeline", async () => {
  const separated = string({
    unit: constantFrom("a", " ", '"', "\\", "\n", "\r", "\u0085", "\u2028", "\u2029"),
    minLength: 1,
    maxLength: 12,
  }).filter((text) => ticketEvents.categorised.safeParse(categorised(text).data).success);
  await assert(
    asyncProperty(separated, async (category) => {
      const fold = createFold([timelines]);
      fold.project(history("ticket", ticketId, [opened, categorised(category)]));
      const entries = await timeline(fold, ticketId);
      expect(entries.map(({ summary }) => summary)).toEqual([
        "inquiry opened by web",
        `categorised as ${category}`,
      ]);
    }),
  );
});
