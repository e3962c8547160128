import {
  personalFields,
  eventSchemas,
  ERASED,
  type PersonalFields,
  type TicketEvent,
} from "@docket/schemas";
import { ticketDecider, type TicketState } from "@docket/ticket";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { modelGroups } from "./groups.ts";
import { readModels } from "./index.ts";
import type { ReadModel, Recorded } from "./model.ts";
import { createPolicyBook } from "./policy-book.ts";
import { createFold, history } from "./testing/fold.ts";
import {
  articleSamples,
  customerErased,
  customerSamples,
  erasureCompleted,
  levelsSamples,
  ticketA,
  ticketB,
  ticketSamples,
} from "./testing/samples.ts";
import type { TicketRow } from "./ticket-row.ts";

const [opening, ...later] = ticketSamples;
const anonymous: TicketEvent = {
  type: "opened",
  data: {
    kind: "complaint",
    channel: "chat",
    subject: "It burns",
    policy: { name: "desk", version: 1 },
  },
};
const openings: readonly TicketEvent[] = [opening!, anonymous];

/** Any course at all: what the life cycle would refuse is in it too. */
const ticketHistory = (id: string) =>
  fc
    .tuple(fc.constantFrom(...openings), fc.array(fc.constantFrom(...later), { maxLength: 40 }))
    .map(([first, rest]) => history("ticket", id, [first, ...rest]));
const customerHistory = (id: string, erased: boolean) =>
  fc
    .array(fc.constantFrom(...customerSamples), { maxLength: 12 })
    .map((events) =>
      history("customer", id, erased ? [...events, customerErased, erasureCompleted] : events),
    );
/** Of a ticket's clocks, in a stream beside it. */
const levelsHistory = (id: string) =>
  fc
    .array(fc.constantFrom(...levelsSamples), { maxLength: 6 })
    .map((events) => history("levels", id, events));
const articleHistory = fc
  .array(fc.constantFrom(...articleSamples), { maxLength: 12 })
  .map((events) => history("article", "a-1", events));

const namesCustomer = (event: Recorded): boolean =>
  event.stream.startsWith("customer-") ||
  event.type === "customerIdentified" ||
  (event.type === "opened" && event.data.customerId !== undefined);

/** What a reader gets of an event once its key is gone, or of a field that is not unsealed. */
function withTexts(event: Recorded, fields: PersonalFields | undefined, text: string): Recorded {
  if (fields === undefined) return event;
  return { ...event, data: replaced(event.data, fields, text) } as Recorded;
}
function replaced(value: unknown, fields: PersonalFields, text: string): unknown {
  if (fields === true) return typeof value === "string" ? text : value;
  if (Array.isArray(value)) {
    const every = fields["*"];
    return every === undefined ? value : value.map((item) => replaced(item, every, text));
  }
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const field of Object.keys(copy)) {
    const marked = fields[field] ?? fields["*"];
    if (marked !== undefined) copy[field] = replaced(copy[field], marked, text);
  }
  return copy;
}
const markedIn = (type: string): PersonalFields | undefined => {
  const schema = eventSchemas.get(type);
  return schema && personalFields(schema);
};
/** The marked places that nobody reads. */
function without(
  marked: PersonalFields | undefined,
  read: PersonalFields | undefined,
): PersonalFields | undefined {
  if (marked === undefined || marked === true) return read === undefined ? marked : undefined;
  const rest = Object.entries(marked).flatMap(([field, inside]) => {
    const unread = without(inside, read === undefined || read === true ? read : read[field]);
    return unread === undefined ? [] : [[field, unread] as const];
  });
  return Object.fromEntries(rest);
}

const rowsAfter = (
  events: readonly Recorded[],
  batch = events.length || 1,
  models: readonly ReadModel[] = readModels,
) => {
  const fold = createFold(models);
  for (let from = 0; from < events.length; from += batch) {
    fold.project(events.slice(from, from + batch));
  }
  return fold.rows();
};

/** Takes from the streams in the order that `choices` says, each stream in its own order. */
function interleave(streams: readonly (readonly Recorded[])[], choices: readonly number[]) {
  const rest = streams.map((stream) => [...stream]).filter((stream) => stream.length > 0);
  const taken: Recorded[] = [];
  for (let turn = 0; rest.length > 0; turn += 1) {
    const index = (choices[turn % choices.length] ?? 0) % rest.length;
    const next = rest[index]?.shift();
    if (next !== undefined) taken.push(next);
    if (rest[index]?.length === 0) rest.splice(index, 1);
  }
  return taken;
}
const choices = fc.array(fc.nat({ max: 20 }), { minLength: 1, maxLength: 60 });
const batch = fc.integer({ min: 1, max: 30 });

describe("rows", () => {
  test("do not depend on how streams are interleaved, nor on the size of batches", () => {
    const streams = fc.tuple(
      ticketHistory(ticketA),
      ticketHistory(ticketB),
      levelsHistory(ticketA),
      levelsHistory(ticketB),
      customerHistory("c-1", false),
      customerHistory("c-2", false),
      articleHistory,
    );
    fc.assert(
      fc.property(streams, choices, batch, (histories, order, size) => {
        expect(rowsAfter(interleave(histories, order), size)).toEqual(rowsAfter(histories.flat()));
      }),
    );
  });

  test("after a completed erasure are those of a rebuild without the keys, whoever wrote meanwhile", () => {
    const streams = fc.tuple(
      ticketHistory(ticketA),
      ticketHistory(ticketB),
      customerHistory("c-1", true),
      customerHistory("c-2", true),
    );
    fc.assert(
      fc.property(streams, choices, batch, (histories, order, size) => {
        const isCompletion = (event: Recorded) => event.type === "erasureCompleted";
        const streamsBefore = histories.map((events) =>
          events.filter((event) => !isCompletion(event)),
        );
        const completions = histories.flat().filter(isCompletion);
        const live = [...interleave(streamsBefore, order), ...completions];
        // A ticket whose customer stayed unknown has a key of its own, which no erasure reaches.
        const reached = new Set(live.filter(namesCustomer).map(({ stream }) => stream));
        const rebuilt = live.map((event) =>
          reached.has(event.stream) ? withTexts(event, markedIn(event.type), ERASED) : event,
        );
        expect(rowsAfter(live, size)).toEqual(rowsAfter(rebuilt));
      }),
    );
  });

  test("of tickets agree with the ticket's own state", () => {
    fc.assert(
      fc.property(ticketHistory(ticketA), (events) => {
        const state = events.reduce<TicketState>((before, event) => {
          const { revision, metadata } = event;
          const { commandId, occurredAt, actor } = metadata;
          const occurrence = { revision, commandId, occurredAt, actor };
          return ticketDecider.evolve(before, event as TicketEvent, occurrence);
        }, ticketDecider.initial);
        if (state.position === null) throw new Error("the history opens a ticket");
        const row = rowsAfter(events)["tickets"]?.[0] as TicketRow;
        const { lastOccurredAt, policy, ...facts } = state;
        expect(row.updatedAt).toBe(lastOccurredAt);
        expect([row.policyName, row.policyVersion]).toEqual([policy.name, policy.version]);
        const both = Object.entries(row).filter(([column]) => column in facts);
        expect(both.length).toBeGreaterThanOrEqual(32);
        expect(facts).toMatchObject(Object.fromEntries(both));
      }),
    );
  });
});

describe("personal data", () => {
  const CANARY = "canary";
  const everything = [
    ...history("ticket", ticketA, ticketSamples),
    ...history("customer", "c-1", customerSamples),
  ];
  const cellsWith = (text: string, events: readonly Recorded[]) =>
    new Set(
      Object.entries(rowsAfter(events)).flatMap(([table, rows]) =>
        rows.flatMap((row) =>
          Object.entries(row).flatMap(([column, cell]) =>
            String(cell).includes(text) ? [`${table}.${column}`] : [],
          ),
        ),
      ),
    );

  test("reaches only the columns that an erasure blanks", () => {
    const events = everything
      .filter(({ type }) => type !== "identityRemoved")
      .map((event) => withTexts(event, markedIn(event.type), CANARY));
    expect([...cellsWith(CANARY, events)].sort()).toEqual([
      "customer_identities.value",
      "customers.name",
      "tickets.subject",
    ]);
    const erased = history("customer", "c-1", [...customerSamples, customerErased]).at(-1)!;
    expect([...cellsWith(CANARY, [...events, erased])]).toEqual([]);
  });

  test.each(modelGroups(createPolicyBook()))(
    "is read in the group $group only where it says",
    ({ personal, projections }) => {
      const read = new Map<string, PersonalFields>(Object.entries(personal));
      const sealed = everything.map((event) =>
        withTexts(event, without(markedIn(event.type), read.get(event.type)), "c2VhbGVk"),
      );
      const rows = (events: readonly Recorded[]) => rowsAfter(events, events.length, projections);
      expect(rows(sealed)).toEqual(rows(everything));
      const marked = Object.keys(personal).map((type) => [type, markedIn(type)]);
      expect(Object.fromEntries(marked)).toMatchObject(personal);
    },
  );
});

test("an event that changes nothing gives the row it got", () => {
  const row = rowsAfter(history("ticket", ticketA, [opening!]))["customers"]?.[0];
  const [seenAgain] = history("ticket", ticketB, [opening!]);
  const customers = readModels.find(({ table }) => table.name === "customers");
  expect(customers?.apply(row, seenAgain!, ["c-1"])).toBe(row);
});
