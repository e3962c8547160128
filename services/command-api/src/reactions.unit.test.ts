import {
  commandId,
  instant,
  memoryEventStore,
  memoryKeyStore,
  parkedReactions,
  subject,
  type KeyStore,
  type Position,
  type ReadModelStore,
  type Row,
} from "@docket/event-sourcing";
import {
  defaultDeskPolicy,
  parseCommand,
  refusal,
  type Command,
  type RefusalCode,
} from "@docket/schemas";
import { describe, expect, test } from "vitest";
import { createCommands, type Commands } from "./commands.ts";
import { createReactions, REACTIONS } from "./reactions.ts";

/** Two customers who are one person, the first of them erased, and what follows from it still to be done. */
async function erasedPerson(merged = true) {
  let now = Date.parse("2026-03-10T12:00:00.000Z");
  const ground = {
    store: memoryEventStore(),
    keys: memoryKeyStore(),
    clock: () => instant(now),
    backoff: { first: 0, most: 0, random: () => 0, sleep: async () => {} },
  };
  const commands = createCommands(ground, async () => []);
  const sent = [
    { type: "registerCustomer", customerId: "anna" },
    { type: "registerCustomer", customerId: "berta" },
    ...(merged ? [{ type: "mergeCustomer", customerId: "berta", data: { into: "anna" } }] : []),
    { type: "eraseCustomer", customerId: "anna", data: { ground: "asked" } },
  ];
  for (const [index, command] of sent.entries()) {
    const actor = { id: "sam", role: "administrator" };
    const parsed = parseCommand({ commandId: `c-${index}`, actor, data: {}, ...command });
    expect(parsed.ok && (await commands.handle(parsed.command)).accepted).toBe(true);
  }
  const types = async () =>
    (await ground.store.readAll({ after: null, limit: 100 })).map(
      ({ stream, type }) => `${stream} ${type}`,
    );
  const setBack = (milliseconds: number) => void (now -= milliseconds);
  const policy = { effectiveFrom: "2026-01-01T00:00:00.000Z", document: defaultDeskPolicy };
  return { ...ground, commands, types, setBack, policy };
}

/** The checkpoint of one reader, and what it has parked, as long as that is one event. */
function checkpointInMemory(): Pick<
  ReadModelStore,
  "checkpoint" | "commit" | "install" | "select"
> {
  let at: Position | null = null;
  let parked: readonly Row[] = [];
  return {
    install: async () => {},
    select: async () => parked,
    checkpoint: async () => at,
    async commit({ to, writes }) {
      at = to;
      for (const { put } of writes) parked = put;
      return "committed";
    },
  };
}

/** Commands of which those are refused, with the code, that a condition names. */
const refusing = (
  commands: Commands,
  code: RefusalCode,
  which: (command: Command) => boolean,
): Commands => ({
  ...commands,
  async handle(command) {
    if (!which(command)) return commands.handle(command);
    const id = commandId(command.commandId);
    return { accepted: false, commandId: id, refusal: refusal(code), repeated: false };
  },
});

/** Why a stream takes no command until it is mended. */
const UNREAD = ["UNREADABLE_EVENT", "EVENTS_MISSING"] as const;
const PERSON = [
  "customer-anna customerRegistered",
  "customer-berta customerRegistered",
  "customer-berta customerMerged",
  "customer-anna customerErased",
];
const COMPLETED = [
  "customer-berta customerErased",
  "customer-anna erasureCompleted",
  "customer-berta erasureCompleted",
];

test("an erasure is completed under every name, and scrubbed once the read models are there", async () => {
  const { types, ...desk } = await erasedPerson();
  const waited: (Position | "scrub")[] = [];
  const reactions = () =>
    createReactions({
      ...desk,
      readModels: { ...checkpointInMemory(), scrub: async () => void waited.push("scrub") },
      projector: { reached: async (place) => void waited.push(place) },
    });
  const first = reactions();
  while ((await first.step()) > 0);
  expect(await types()).toEqual([...PERSON, ...COMPLETED]);
  const places = (await desk.store.readAll({ after: null, limit: 100 }))
    .filter(({ type }) => type === "erasureCompleted")
    .map(({ position }) => position);
  const expected = places.flatMap((place) => [place, "scrub" as const]);
  expect(waited).toEqual(expected);

  // As after a crash that left no checkpoint.
  const second = reactions();
  while ((await second.step()) > 0);
  expect(await types()).toEqual([...PERSON, ...COMPLETED]);
  expect(waited).toEqual([...expected, ...expected]);
});

test("an erasure reaches every name, though by the clock here it was asked for in the future", async () => {
  const { types, setBack, ...desk } = await erasedPerson();
  setBack(3_600_000);
  const readModels = { ...checkpointInMemory(), scrub: async () => {} };
  const reactions = createReactions({
    ...desk,
    readModels,
    projector: { reached: async () => {} },
  });
  while ((await reactions.step()) > 0);
  expect(await types()).toEqual([...PERSON, ...COMPLETED]);
});

test.each(UNREAD)(
  "a name whose own stream is refused with %s is told by the completion of the other's erasure",
  async (code) => {
    const { types, ...desk } = await erasedPerson();
    const commands = refusing(
      desk.commands,
      code,
      (command) => "customerId" in command && command.customerId === "berta",
    );
    const readModels = { ...checkpointInMemory(), scrub: async () => {} };
    const projector = { reached: async () => {} };
    const reactions = createReactions({ ...desk, commands, readModels, projector });
    while ((await reactions.step()) > 0);
    expect(await types()).toEqual([...PERSON, "customer-anna erasureCompleted"]);
    const last = (await desk.store.readAll({ after: null, limit: 100 })).at(-1);
    expect(JSON.parse(last?.data ?? "")).toEqual({ also: ["berta"] });
  },
);

test("keys of such a name that an older backup brought back are destroyed, and the tables told again", async () => {
  const { types, commands: _before, ...desk } = await erasedPerson(false);
  const names = [subject("customer", "anna"), subject("customer", "berta")] as const;
  await desk.keys.link(...names);
  async function followWith(keys: KeyStore): Promise<void> {
    const ground = { ...desk, keys };
    const commands = refusing(
      createCommands(ground, async () => []),
      "UNREADABLE_EVENT",
      (command) => "customerId" in command && command.customerId === "berta",
    );
    const readModels = { ...checkpointInMemory(), scrub: async () => {} };
    const projector = { reached: async () => {} };
    const reactions = createReactions({ ...ground, commands, readModels, projector });
    while ((await reactions.step()) > 0);
  }
  await followWith(desk.keys);
  // From before both were known to be one person.
  const restored = memoryKeyStore();
  for (const name of names) await restored.obtain(name);
  await followWith(restored);
  expect(await restored.erased()).toEqual(expect.arrayContaining([...names]));
  expect((await types()).slice(-2)).toEqual(Array(2).fill("customer-anna erasureCompleted"));
});

test.each(["eraseCustomer", "completeErasure"])(
  "a store that does not take %s is waited for: nothing of the batch is taken as done",
  async (type) => {
    const { types, ...desk } = await erasedPerson();
    let failing = true;
    const commands = refusing(
      desk.commands,
      "STORE_UNAVAILABLE",
      (command) => failing && command.type === type,
    );
    const readModels = { ...checkpointInMemory(), scrub: async () => {} };
    const projector = { reached: async () => {} };
    const reactions = createReactions({ ...desk, commands, readModels, projector });
    await expect(reactions.step()).rejects.toMatchObject({ code: "STORE_UNAVAILABLE" });
    expect(await readModels.checkpoint("reactions")).toBeNull();
    failing = false;
    while ((await reactions.step()) > 0);
    expect((await types()).toSorted()).toEqual([...PERSON, ...COMPLETED].toSorted());
  },
);

type Person = Awaited<ReturnType<typeof erasedPerson>>;

async function sendAll({ commands }: Pick<Person, "commands">, sent: readonly object[]) {
  for (const [index, command] of sent.entries()) {
    const actor = { id: "sam", role: "administrator" };
    const parsed = parseCommand({ commandId: `t-${index}`, actor, ...command });
    expect(parsed.ok && (await commands.handle(parsed.command))).toMatchObject({ accepted: true });
  }
}

async function followAll(desk: Pick<Person, "store" | "keys" | "commands">): Promise<void> {
  const readModels = { ...checkpointInMemory(), scrub: async () => {} };
  const projector = { reached: async () => {} };
  const reactions = createReactions({ ...desk, readModels, projector });
  while ((await reactions.step()) > 0);
}

describe("the other ticket follows", () => {
  const { lateRecordingRights, ...timely } = defaultDeskPolicy;
  const byFewer = lateRecordingRights.filter((role) => role !== "integration");

  test.each([
    ["although the clock that took the first was fast", defaultDeskPolicy, 3_600_000],
    [
      "after an outage, though Docket may not record so late",
      { ...timely, lateRecordingRights: byFewer },
      -90_000_000,
    ],
  ])("%s", async (_when, document, back) => {
    const { setBack, types, policy, ...desk } = await erasedPerson();
    const [one, other] = ["01J00000000000000000000001", "01J00000000000000000000002"];
    const sent = [
      { type: "publishPolicy", policy: "desk", data: { ...policy, document } },
      { type: "open", ticketId: one, data: { kind: "inquiry", channel: "web" } },
      { type: "open", ticketId: other, data: { kind: "inquiry", channel: "web" } },
      { type: "link", ticketId: one, data: { otherTicketId: other, relation: "related" } },
    ];
    await sendAll(desk, sent);
    setBack(back);
    await followAll(desk);
    expect(await types()).toContain(`ticket-${other} linked`);
  });

  test.each(UNREAD)("once its own stream is no longer refused with %s", async (code) => {
    const { types, policy, ...desk } = await erasedPerson();
    const [one, other] = ["01J00000000000000000000001", "01J00000000000000000000002"];
    await sendAll(desk, [
      { type: "publishPolicy", policy: "desk", data: policy },
      { type: "open", ticketId: one, data: { kind: "inquiry", channel: "web" } },
      { type: "open", ticketId: other, data: { kind: "inquiry", channel: "web" } },
      { type: "link", ticketId: one, data: { otherTicketId: other, relation: "related" } },
    ]);
    let isUnread = true;
    const commands = refusing(desk.commands, code, ({ type }) => isUnread && type === "recordLink");
    const readModels = { ...checkpointInMemory(), scrub: async () => {} };
    const projector = { reached: async () => {} };
    const reactions = createReactions({ ...desk, commands, readModels, projector });
    while ((await reactions.step()) > 0);
    expect(await types()).not.toContain(`ticket-${other} linked`);
    expect(await parkedReactions(readModels, REACTIONS)).toMatchObject([
      { stream: `ticket-${one}`, reason: code },
    ]);
    isUnread = false;
    expect(await reactions.retry()).toEqual({ resumed: [`ticket-${one}`], parked: [] });
    expect(await types()).toContain(`ticket-${other} linked`);
  });

  test("though the first is said to have been split before its policy came into force", async () => {
    const { types, policy, ...desk } = await erasedPerson();
    const [one, other] = ["01J00000000000000000000001", "01J00000000000000000000002"];
    const data = { ...policy, effectiveFrom: "2026-03-10T11:00:00.000Z" };
    await sendAll(desk, [
      { type: "publishPolicy", policy: "premium", data },
      { type: "open", ticketId: one, data: { kind: "inquiry", channel: "web", policy: "premium" } },
      {
        type: "split",
        ticketId: one,
        occurredAt: "2026-03-10T10:30:00.000Z",
        data: { newTicketId: other, kind: "complaint" },
      },
    ]);
    await followAll(desk);
    expect(await types()).toContain(`ticket-${other} opened`);
  });
});
