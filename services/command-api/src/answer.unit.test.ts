import { defaultPolicyCommand } from "@docket/desk";
import { instant, memoryEventStore, memoryKeyStore } from "@docket/event-sourcing";
import { expect, test } from "vitest";
import { answer, answerAll } from "./answer.ts";
import { createCommands } from "./commands.ts";

const TICKET = "01KJRQ5C7DGF2M0Y8T6N3WZ4XB";
const sent = (type: string, role: string, data: object = {}) => ({
  type,
  ticketId: TICKET,
  commandId: `${type} by ${role}`.replaceAll(" ", "-"),
  actor: { id: "sam", role },
  data,
});

test.each([
  ["integration", "resume", "NOT_ALLOWED_NOW", ["opened", "commandRefused"]],
  ["analyst", "resume", "ROLE_MISSING", ["opened"]],
  ["representative", "resume", "NOT_ALLOWED_NOW", ["opened"]],
  ["auditor", "open", "TICKET_EXISTS", ["opened"]],
])(
  "what is refused to an import, which acts as an integration, is recorded, and to nobody else: %s, %s",
  async (role, type, code, events) => {
    const store = memoryEventStore();
    const backoff = { first: 0, most: 0, random: () => 0, sleep: async () => {} };
    const clock = () => instant(Date.parse("2026-03-10T12:00:00.000Z"));
    const ground = { store, keys: memoryKeyStore(), clock, backoff };
    const commands = createCommands(ground, async () => []);
    await commands.handle(defaultPolicyCommand());
    const data = { kind: "inquiry", channel: "web" };
    await answer(commands, sent("open", "manager", data));

    const refused = sent(type, role, type === "open" ? data : {});
    const handling = { recordRefusal: true };
    expect(await answer(commands, refused, handling)).toMatchObject({ refusal: { code } });
    expect(await answerAll(commands, [refused], handling)).toMatchObject([{ refusal: { code } }]);
    const log = await store.readAll({ after: null, limit: 10 });
    const ofTicket = log.filter(({ stream }) => stream === `ticket-${TICKET}`);
    expect(ofTicket.map((event) => event.type)).toEqual(events);
  },
);
