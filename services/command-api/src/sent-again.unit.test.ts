import { defaultPolicyCommand, policyDecider, policyStream, policySubjectOf } from "@docket/desk";
import { instant, memoryEventStore, memoryKeyStore } from "@docket/event-sourcing";
import { defaultDeskPolicy, parseCommand, type Command } from "@docket/schemas";
import { expect, test } from "vitest";
import { createCommands } from "./commands.ts";
import { handlerOf } from "./handling.ts";

const NOW = instant(Date.parse("2026-03-10T12:00:00.000Z"));

async function desk() {
  const ground = {
    store: memoryEventStore(),
    keys: memoryKeyStore(),
    clock: () => NOW,
    backoff: { first: 0, most: 0, random: () => 0, sleep: async () => {} },
  };
  const commands = createCommands(ground, async () => []);
  await commands.handle(defaultPolicyCommand());
  return { ground, commands };
}

function command(type: string, target: object, data: object): Command {
  const actor = { id: "sam", role: "administrator" };
  const parsed = parseCommand({ type, commandId: "c-1", actor, ...target, data });
  return parsed.ok ? parsed.command : expect.unreachable(parsed.refusal.message);
}

const opening = (targets: object): Command =>
  command("open", {}, { kind: "inquiry", channel: "web", targets });
const publishing = (rights: object): Command =>
  command(
    "publishPolicy",
    { policy: "other" },
    { effectiveFrom: NOW, document: { ...defaultDeskPolicy, rights } },
  );
const turned = (map: object): object => Object.fromEntries(Object.entries(map).toReversed());

const targets = { closure: "2036-01-02T00:00:00Z", firstResponse: "2036-01-01T00:00:00Z" };
const { rights } = defaultDeskPolicy;

test.each([
  ["open", opening, targets, { ...targets, closure: NOW }],
  ["publishPolicy", publishing, rights, { ...rights, note: ["manager"] }],
] as const)(
  "%s is the same command, in whatever order the fields of its map come, and another with other values",
  async (_type, of, map, other) => {
    const { commands } = await desk();
    expect(await commands.handle(of(map))).toMatchObject({ accepted: true, repeated: false });
    expect(await commands.handle(of(turned(map)))).toMatchObject({
      accepted: true,
      repeated: true,
    });
    expect(await commands.handle(of(other))).toMatchObject({
      refusal: { code: "COMMAND_ID_REUSED" },
    });
  },
);

test("a command is the same that an older program took, which went by the order in which it came", async () => {
  const { ground, commands } = await desk();
  const older = handlerOf(
    {
      decider: policyDecider,
      stream: ({ policy }) => policyStream(policy),
      subject: (_state, sent) => policySubjectOf(sent),
      context: () => ({ found: true, value: { now: NOW, policy: defaultDeskPolicy } }),
    },
    ground,
  );
  const published = publishing(turned(rights));
  if (published.type !== "publishPolicy") expect.unreachable(published.type);
  const sent = { ...published, occurredAt: NOW };
  expect(await older.handle(sent)).toMatchObject({ accepted: true, repeated: false });
  expect(await commands.handle(sent)).toMatchObject({ accepted: true, repeated: true });
});
