import { eventFormats } from "@docket/command-api";
import { derivedUlid, memoryBus, type EventStore, type StoredEvent } from "@docket/event-sourcing";
import { createProjectorRole } from "@docket/projector";
import { createQueries } from "@docket/query-api";
import { openReadModelStore } from "@docket/sqlite";
import { expect, test } from "vitest";
import { commandSide, commandSideOn } from "./testing/command-side.ts";
import { onTicket, open } from "./testing/commands.ts";

/** Types that an acknowledgement may be exchanged for, each of which asks for more than it holds. */
const TYPES = ["opened", "merged", "priorityRaised", "complaintFormFilled", "surveyInvited"];
const WHOLE = derivedUlid("whole");

/** A desk of tickets that were acknowledged; in each of the log but one, that is called something else by now. */
async function damaged() {
  const { store, keys, send } = await commandSide();
  const renamed = new Map(TYPES.map((type) => [`ticket-${derivedUlid(type)}`, type]));
  for (const ticketId of [...TYPES.map((type) => derivedUlid(type)), WHOLE]) {
    await send(open({}, { ticketId }));
    await send(onTicket("acknowledge", {}, { ticketId }));
  }
  const altered = (events: readonly StoredEvent[]) =>
    events.map((event) => {
      const type = event.revision === 1 ? renamed.get(event.stream) : undefined;
      return type === undefined ? event : { ...event, type };
    });
  const log: EventStore = {
    ...store,
    readStream: async (...read) => altered(await store.readStream(...read)),
    readAll: async (read) => altered(await store.readAll(read)),
  };
  const { send: sendOn } = commandSideOn(log, keys);
  return { store: log, keys, send: sendOn };
}

test("an event whose type was exchanged for another parks its ticket and no other, live and in a rebuild", async () => {
  const { store, keys } = await damaged();
  const readModels = openReadModelStore(":memory:");
  const parked = new Set<string>();
  const role = await createProjectorRole({
    store,
    keys,
    readModels,
    bus: memoryBus(),
    formats: eventFormats,
    onParked: ({ group, ...where }) =>
      group === "tickets" && void parked.add(`${where.stream} ${where.revision} ${where.reason}`),
  });
  await role.catchUp();
  const all = TYPES.map((type) => `ticket-${derivedUlid(type)} 1 UNREADABLE_EVENT`);
  expect([...parked].toSorted()).toEqual(all.toSorted());
  const rebuilt = await role.rebuild({ accept: false, onProgress: () => {} });
  expect(rebuilt.switched).toBe(true);

  const reading = { store, keys, readModels, formats: eventFormats, reactions: "reactions" };
  const queries = createQueries({ ...reading, sleep: async () => {} });
  expect(await queries.ticket(WHOLE)).toMatchObject({ ok: true, value: { revision: 1 } });
  for (const type of TYPES) {
    const ticketId = derivedUlid(type);
    expect(await queries.ticket(ticketId)).toMatchObject({ ok: true, value: { revision: 0 } });
    await expect(queries.replay(ticketId, {})).rejects.toMatchObject({
      code: "UNREADABLE_EVENT",
      message: expect.stringContaining(`revision 1 of ticket-${ticketId}`),
    });
  }
});

test.each(TYPES)(
  "a ticket whose acknowledgement is called %s takes no command, and says where",
  async (type) => {
    const { send } = await damaged();
    const ticketId = derivedUlid(type);
    expect(await send(onTicket("note", { text: "still here" }, { ticketId }))).toMatchObject({
      accepted: false,
      refusal: {
        code: "UNREADABLE_EVENT",
        message: expect.stringContaining(`revision 1 of ticket-${ticketId}`),
      },
    });
    const whole = onTicket("note", { text: "still here" }, { ticketId: WHOLE });
    expect(await send(whole)).toMatchObject({ accepted: true });
  },
);
