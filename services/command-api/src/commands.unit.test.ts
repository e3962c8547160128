import { defaultPolicyCommand } from "@docket/desk";
import {
  instant,
  memoryEventStore,
  memoryKeyStore,
  revision,
  subject,
  type EventStore,
} from "@docket/event-sourcing";
import { defaultDeskPolicy, type DeskPolicy } from "@docket/schemas";
import { ticketDecider, ticketStream } from "@docket/ticket";
import { describe, expect, test } from "vitest";
import { answerAll } from "./answer.ts";
import { createCommands } from "./commands.ts";
import { handlerOf } from "./handling.ts";

const TICKET = "01KJRQ5C7DGF2M0Y8T6N3WZ4XB";
const OTHER = "01KJRR0V9E3PAKH5QS7XJ2B8MD";
const NOW = "2026-03-10T12:00:00.000Z";

/** The command side on memory, at an instant that stands still. */
function desk({
  store = memoryEventStore(),
  tickets = [] as readonly string[],
  shared = false,
} = {}) {
  const ground = {
    store,
    shared,
    keys: memoryKeyStore(),
    clock: () => instant(Date.parse(NOW)),
    backoff: { first: 0, most: 0, random: () => 0, sleep: async () => {} },
  };
  const commands = createCommands(ground, async () => tickets);
  let sent = 0;
  const complete = (command: object) => ({
    commandId: `command-${(sent += 1)}`,
    actor: { id: "sam", role: "administrator" },
    data: {},
    ...command,
  });
  return {
    commands,
    ground,
    store,
    send: (...sending: readonly object[]) => answerAll(commands, sending.map(complete)),
  };
}

const open = (data: object = {}, over: object = {}) => ({
  type: "open",
  ticketId: TICKET,
  data: { kind: "inquiry", channel: "email", ...data },
  ...over,
});
const publish = (effectiveFrom: string, document: DeskPolicy, policy = "desk") => ({
  type: "publishPolicy",
  policy,
  data: { effectiveFrom, document },
});
const strict: DeskPolicy = { ...defaultDeskPolicy, reopeningWindow: "PT1H" };

describe("the policy of a ticket", () => {
  test("is the version in force when it was opened, by the name that the opening gives", async () => {
    const { commands, send } = desk();
    await commands.handle(defaultPolicyCommand());
    await send(publish("2026-03-05T00:00:00Z", strict));
    await send(publish("2026-03-01T00:00:00Z", strict, "strict"));
    await send(
      open({}, { occurredAt: "2026-03-04T23:59:59.999Z" }),
      open({}, { ticketId: OTHER, occurredAt: "2026-03-05T00:00:00Z" }),
    );
    expect(await commands.ticket(TICKET)).toMatchObject({ policy: { name: "desk", version: 1 } });
    expect(await commands.ticket(OTHER)).toMatchObject({ policy: { name: "desk", version: 2 } });

    const [named] = await send(open({ policy: "strict" }, { ticketId: undefined }));
    expect(named).toMatchObject({ accepted: true });
    const [early] = await send(
      open({ policy: "strict" }, { ticketId: undefined, occurredAt: "2026-02-28T00:00:00Z" }),
    );
    expect(early).toMatchObject({ refusal: { code: "POLICY_NOT_FOUND", field: "data.policy" } });
  });

  test("stays what it was when a new version is published", async () => {
    const { commands, send } = desk();
    await commands.handle(defaultPolicyCommand());
    const at = (hour: number) => ({ ticketId: TICKET, occurredAt: `2026-03-09T${hour}:00:00Z` });
    await send(open({}, at(10)), { type: "resolve", ...at(11) });
    await send(publish("2026-03-09T12:00:00Z", strict));
    // Two hours later: within the window of the version it was opened under, not of the new one.
    const [reopened] = await send({ type: "reopen", ...at(13) });
    expect(reopened).toMatchObject({ accepted: true });

    const later = { ticketId: OTHER };
    await send(open({}, { ...later, occurredAt: "2026-03-10T08:00:00Z" }));
    await send({ type: "resolve", ...later, occurredAt: "2026-03-10T09:00:00Z" });
    const [refused] = await send({ type: "reopen", ...later, occurredAt: "2026-03-10T11:00:00Z" });
    expect(refused).toMatchObject({ refusal: { code: "REOPENING_WINDOW_PASSED" } });
  });

  test("rules over what follows its publication in the same batch", async () => {
    const { send } = desk();
    const answers = await send(
      publish("2026-03-01T00:00:00Z", strict, "new"),
      open({ policy: "new" }),
    );
    expect(answers).toMatchObject([{ accepted: true }, { accepted: true }]);
  });

  test("is what another process has published by then", async () => {
    const store = memoryEventStore();
    const [here, there] = [desk({ store, shared: true }), desk({ store, shared: true })];
    await here.commands.handle(defaultPolicyCommand());
    await there.send(open());
    expect(await there.commands.ticket(TICKET)).toMatchObject({ policy: { version: 1 } });

    await here.send(publish("2026-03-01T00:00:00Z", strict));
    await here.send(open({}, { ticketId: OTHER }));
    // The ticket is bound to a version that this process has not heard of yet.
    const [noted] = await there.send({ type: "note", ticketId: OTHER, data: { text: "seen" } });
    expect(noted).toMatchObject({ accepted: true });

    await here.send(publish("2026-03-02T00:00:00Z", { ...strict, reopeningWindow: "PT2H" }));
    const third = "01KJRR0V9E3PAKH5QS7XJ2B8ME";
    await there.send(open({}, { ticketId: third }));
    expect(await there.commands.ticket(third)).toMatchObject({ policy: { version: 3 } });
  });

  test("is looked at once for many tickets that are opened together", async () => {
    const store = memoryEventStore();
    await desk({ store }).commands.handle(defaultPolicyCommand());
    const streams: string[] = [];
    const counting: EventStore = {
      ...store,
      readStream: (stream, options) => {
        streams.push(stream);
        return store.readStream(stream, options);
      },
    };
    const { send } = desk({ store: counting, shared: true });
    const many = Array.from({ length: 100 }, () => open({}, { ticketId: undefined }));
    for (const round of ["first", "second"]) {
      streams.length = 0;
      const answers = await send(...many);
      expect(answers.filter(({ accepted }) => !accepted)).toEqual([]);
      expect([round, streams.filter((name) => name === "policy-desk").length]).toEqual([round, 1]);
    }
  });
});

describe("commands", () => {
  test("that open without an id open one ticket, however often they are sent", async () => {
    const { commands, send } = desk();
    await commands.handle(defaultPolicyCommand());
    const opening = { ...open(), ticketId: undefined, commandId: "web:1" };
    const [first] = await send(opening);
    const [second] = await send(opening);
    expect(first).toMatchObject({ accepted: true, repeated: false });
    expect(second).toEqual({ ...first, repeated: true });
  });

  test("for a customer whose ticket is held do not erase them", async () => {
    const { commands, send } = desk({ tickets: [TICKET] });
    await commands.handle(defaultPolicyCommand());
    const erase = { type: "eraseCustomer", customerId: "anna", data: { ground: "asked" } };
    const answers = await send(
      open({ customerId: "anna" }),
      { type: "placeLegalHold", ticketId: TICKET, data: { matter: "a suit" } },
      erase,
      { type: "releaseLegalHold", ticketId: TICKET, data: { reason: "settled" } },
      erase,
    );
    expect(answers).toMatchObject([
      { accepted: true },
      { accepted: true },
      { refusal: { code: "LEGAL_HOLD" } },
      { accepted: true },
      { accepted: true },
    ]);
  });

  test("for a stream with an event that cannot be read are refused, the others go on", async () => {
    const { commands, store, send } = desk();
    await commands.handle(defaultPolicyCommand());
    await send(open());
    await renameLastEvent(store);
    const { send: anew } = desk({ store });
    const answers = await anew(
      { type: "acknowledge", ticketId: TICKET },
      open({}, { ticketId: OTHER }),
    );
    expect(answers).toMatchObject([{ refusal: { code: "UNREADABLE_EVENT" } }, { accepted: true }]);
  });
});

test("a ticket that was unmerged while it was looked at is not to be named in place of itself", async () => {
  const { commands, send, store } = desk();
  await commands.handle(defaultPolicyCommand());
  const third = { ticketId: "01KJRR0V9E3PAKH5QS7XJ2B8MF" };
  const merging = { type: "merge", ticketId: OTHER, data: { into: TICKET } };
  await send(open(), open({}, { ticketId: OTHER }), open({}, third), merging);
  let looks = 0;
  const readStream: EventStore["readStream"] = async (name, options) => {
    const page = await store.readStream(name, options);
    if (name === ticketStream(OTHER) && (looks += 1) === 1)
      await send({ type: "unmerge", ticketId: OTHER, data: { reason: "Not the same." } });
    return page;
  };
  const { send: meanwhile } = desk({ store: { ...store, readStream } });
  const data = { otherTicketId: OTHER, relation: "related" };
  const answers = await meanwhile({ type: "link", commandId: "the-link", ...third, data });
  expect(answers).toMatchObject([{ refusal: { code: "OTHER_TICKET_MERGED", allowed: [TICKET] } }]);
});

describe("what the other ticket is told", () => {
  const absorb = {
    type: "absorb" as const,
    ticketId: TICKET,
    commandId: "the-merge",
    actor: { id: "docket", role: "integration" as const },
    occurredAt: NOW,
    data: { otherTicketId: OTHER },
  };

  /** A ticket of Anna's that was told of a merge while that was still protected by her key. */
  async function toldUnderHerKey() {
    const { commands, ground, send } = desk();
    await commands.handle(defaultPolicyCommand());
    await send(open({ customerId: "anna" }));
    const anna = subject("customer", "anna");
    const { document } = defaultPolicyCommand().data;
    const before = handlerOf(
      {
        decider: ticketDecider,
        stream: () => ticketStream(TICKET),
        subject: () => anna,
        context: (_command, _state, now) => ({
          found: true,
          value: { now, policy: { name: "desk", version: 1, document } },
        }),
      },
      ground,
    );
    expect(await before.handle(absorb)).toMatchObject({ accepted: true, repeated: false });
    return { commands: createCommands(ground, async () => []), keys: ground.keys, anna };
  }

  test("is known again when it comes again, whichever key protected it", async () => {
    const { commands, keys, anna } = await toldUnderHerKey();
    const again = { accepted: true, repeated: true, events: [{ type: "absorbed" }] };
    expect(await commands.handle(absorb)).toMatchObject(again);
    const other = { ...absorb, data: { otherTicketId: TICKET } };
    expect(await commands.handle(other)).toMatchObject({ refusal: { code: "COMMAND_ID_REUSED" } });
    await keys.erase(anna);
    expect(await commands.handle(absorb)).toMatchObject(again);
  });
});

/** Appends to the ticket a copy of its opening, of a type that nobody knows. */
async function renameLastEvent(store: EventStore): Promise<void> {
  const page = await store.readAll({ after: null, limit: 10 });
  const last = page.at(-1);
  if (last === undefined) throw new Error("no event");
  const { id, stream, data, metadata } = last;
  await store.append(
    stream,
    revision(0),
    [{ id, type: "teleported", data, metadata }],
    last.recordedAt,
  );
}
