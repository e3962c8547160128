import {
  commandId,
  createCodec,
  derivedUuid,
  instant,
  memoryEventStore,
  memoryKeyStore,
  subject,
  type EventFormat,
} from "@docket/event-sourcing";
import { EVENT_VERSION, eventSchemas, personalFields, type TicketEvent } from "@docket/schemas";
import { ticketStream } from "@docket/ticket";
import { describe, expect, test } from "vitest";
import { parseUntil, replay, revisionRefusal } from "./replay.ts";

const TICKET = "01KJRQ5C7DGF2M0Y8T6N3WZ4XB";
const formats: ReadonlyMap<string, EventFormat> = new Map(
  [...eventSchemas].map(([type, schema]) => {
    const personal = personalFields(schema);
    return [type, { version: EVENT_VERSION, ...(personal === undefined ? {} : { personal }) }];
  }),
);
const codec = createCodec<TicketEvent>(formats);
const at = (hour: number) => instant(Date.UTC(2026, 2, 2, hour));

/** A ticket whose events occurred at nine, at eleven, and then one that was entered late. */
const events: readonly (readonly [hour: number, event: TicketEvent])[] = [
  [
    9,
    {
      type: "opened",
      data: {
        kind: "inquiry",
        channel: "email",
        subject: "It leaks",
        policy: { name: "desk", version: 1 },
      },
    },
  ],
  [11, { type: "acknowledged", data: { automatic: false } }],
  [10, { type: "assigned", data: { team: "coffee", agent: null, transfer: false } }],
];

async function written() {
  const [store, keys] = [memoryEventStore(), memoryKeyStore()];
  const stream = ticketStream(TICKET);
  const owner = subject("ticket", TICKET);
  const key = await keys.obtain(owner);
  if (key === "erased") throw new Error("no key");
  const encoded = events.map(([hour, event], index) =>
    codec.encode(
      event,
      {
        commandId: commandId(`command-${index}`),
        digest: "",
        subject: owner,
        actor: { id: "lena", role: "representative" },
        occurredAt: at(hour),
        correlationId: "story",
      },
      { stream, id: derivedUuid(stream, String(index)) },
      key,
    ),
  );
  await store.append(stream, "no-stream", encoded, at(12));
  return { store, keys, codec, owner };
}

describe("replay", () => {
  test("tells of each event where the chart stood, and what changed", async () => {
    const { state, steps } = await replay(await written(), TICKET, {});
    expect(state).toMatchObject({ position: "identification.working", team: "coffee" });
    expect(steps.map(({ type, position }) => [type, position])).toEqual([
      ["opened", "inquiry.working"],
      ["acknowledged", "identification.working"],
      ["assigned", "identification.working"],
    ]);
    expect(steps[1]?.changed).toMatchObject({
      position: { from: "inquiry.working", to: "identification.working" },
      acknowledgedAt: { from: null, to: at(11) },
    });
    expect(steps[2]?.changed).toMatchObject({ team: { from: null, to: "coffee" } });
    expect(steps[2]?.changed).not.toHaveProperty("position");
  });

  test("stops after a revision", async () => {
    const { state, steps } = await replay(await written(), TICKET, { revision: 0 });
    expect(state.position).toBe("inquiry.working");
    expect(steps).toHaveLength(1);
  });

  test("does not stop after a revision that the ticket has not", async () => {
    const replayed = await replay(await written(), TICKET, { revision: 3 });
    expect(revisionRefusal(replayed, { revision: 2 })).toBeUndefined();
    expect(revisionRefusal(replayed, { revision: 3 })).toMatchObject({
      code: "REVISION_UNKNOWN",
      message: expect.stringContaining("Its last is 2."),
    });
  });

  test("stops before the first event that occurred later than an instant", async () => {
    const from = await written();
    expect((await replay(from, TICKET, { at: at(9) })).steps).toHaveLength(1);
    // What was entered late stands behind what it was entered after.
    expect((await replay(from, TICKET, { at: at(10) })).steps).toHaveLength(1);
    expect((await replay(from, TICKET, { at: at(11) })).steps).toHaveLength(3);
    expect((await replay(from, TICKET, { at: at(8) })).state.position).toBeNull();
  });

  test("goes on beyond no event that was taken away", async () => {
    const from = await written();
    const store: typeof from.store = {
      ...from.store,
      readStream: async (name, options) =>
        (await from.store.readStream(name, options)).filter(({ revision }) => revision !== 1),
    };
    expect((await replay({ ...from, store }, TICKET, { revision: 0 })).steps).toHaveLength(1);
    await expect(replay({ ...from, store }, TICKET, {})).rejects.toMatchObject({
      code: "EVENTS_MISSING",
      message: `ticket-${TICKET} has no event at revision 1`,
    });
  });

  test("is of no ticket that has lost all its events", async () => {
    await expect(replay(await written(), `${TICKET.slice(0, -1)}C`, {})).rejects.toMatchObject({
      code: "EVENTS_MISSING",
      message: expect.stringContaining("no event at revision 0"),
    });
  });

  test("shows marked blanks where the key was destroyed", async () => {
    const from = await written();
    await from.keys.erase(from.owner);
    const { steps } = await replay(from, TICKET, {});
    expect(steps[0]?.data).toMatchObject({ subject: "[erased]", channel: "email" });
  });
});

describe("where a replay stops", () => {
  test("is read from texts, and made canonical", () => {
    const given = { at: "2026-03-02T10:00:00+01:00", revision: "7" };
    expect(parseUntil(given)).toEqual({ ok: true, value: { at: at(9), revision: 7 } });
    expect(parseUntil({})).toEqual({ ok: true, value: { at: undefined } });
  });

  test.for([
    [{ at: "noon" }, "at"],
    [{ at: "2026-03-02" }, "at"],
    [{ revision: "-1" }, "revision"],
    [{ revision: "1e3" }, "revision"],
  ] as const)("refuses %j", ([given, field]) => {
    expect(parseUntil(given)).toMatchObject({
      ok: false,
      refusal: { code: "INVALID_FIELD", field },
    });
  });
});
