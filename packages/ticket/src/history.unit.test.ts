import type { TicketEvent } from "@docket/schemas";
import { expect, test } from "vitest";
import { replayHistory } from "./history.ts";
import { invited, merged, opened, reopened, resolved } from "./testing/events.ts";
import { OTHER, START, TICKET } from "./testing/given.ts";

const replayed = (events: readonly TicketEvent[]) =>
  replayHistory(
    events.map((event, place) => ({
      ...event,
      occurredAt: START,
      commandId: `command-${place}`,
      actor: { id: "agent-1", role: "representative" },
    })),
  );

const known = { ...opened, data: { ...opened.data, customerId: "c-1", priority: 3 } } as const;
const escalated = { from: "firstLine", to: "secondLine", reason: "Hard." } as const;
const identifiedAs = (customerId: string, previousCustomerId?: string) =>
  ({
    type: "customerIdentified",
    data: { customerId, ...(previousCustomerId === undefined ? {} : { previousCustomerId }) },
  }) as const;
const correction = { field: "body", value: "100", reason: "A typo." };

test.each<[what: string, before: TicketEvent[], fits: TicketEvent, not: TicketEvent["data"][]]>([
  ["the cycle that was resolved", [opened], resolved, [{ ...resolved.data, cycle: 2 }]],
  ["the cycle that was surveyed", [opened, resolved], invited, [{ ...invited.data, cycle: 2 }]],
  [
    "the next cycle",
    [opened, resolved],
    reopened,
    [3, 4].map((cycle) => ({ cycle, cause: "requested" })),
  ],
  [
    "the priority before it was raised",
    [known],
    { type: "priorityRaised", data: { from: 3, to: 1 } },
    [{ from: 4, to: 1 }],
  ],
  [
    "the priority before it was lowered",
    [opened],
    { type: "priorityLowered", data: { from: null, to: 4 } },
    [{ from: 3, to: 4 }],
  ],
  [
    "the level before it went up",
    [opened],
    { type: "escalated", data: escalated },
    [{ ...escalated, from: "secondLine", to: "management" }],
  ],
  [
    "the level before it went down",
    [opened, { type: "escalated", data: escalated }],
    { type: "deescalated", data: { from: "secondLine", to: "firstLine", reason: "Easy." } },
    [{ from: "management", to: "firstLine", reason: "Easy." }],
  ],
  [
    "the channel before it was changed",
    [opened],
    { type: "channelChanged", data: { from: "email", to: "phone" } },
    [{ from: "chat", to: "phone" }],
  ],
  [
    "the customer before another was known",
    [known],
    identifiedAs("c-2", "c-1"),
    [identifiedAs("c-2").data, identifiedAs("c-2", "c-3").data],
  ],
  ["that no customer was known", [opened], identifiedAs("c-1"), [identifiedAs("c-1", "c-2").data]],
  [
    "the ticket that it was merged into",
    [opened, merged],
    { type: "unmerged", data: { from: OTHER, reason: "Not the same." } },
    [{ from: TICKET, reason: "Not the same." }],
  ],
  [
    "an event that there was",
    [opened],
    { type: "corrected", data: { ...correction, revision: 0 } },
    [{ ...correction, revision: 1 }],
  ],
])("a history that says otherwise of %s has been altered", (_, before, fits, others) => {
  expect(replayed([...before, fits])).toMatchObject({ ok: true });
  for (const data of others) {
    expect(replayed([...before, { type: fits.type, data } as TicketEvent])).toEqual({
      ok: false,
      revision: before.length,
      why: `${fits.type} does not fit what was before it`,
    });
  }
});
