import { eventFormats } from "@docket/command-api";
import { defaultPolicyCommand } from "@docket/desk";
import { instant, type Instant } from "@docket/event-sourcing";
import { reportSource, rolledKpi } from "@docket/query-api";
import { parseCommand } from "@docket/schemas";
import { DAY, HOUR } from "@docket/service-levels";
import { expect, test } from "vitest";
import { onCustomer, onTicket, open, OTHER_TICKET, TICKET, type Sent } from "./testing/commands.ts";
import { newFolder } from "./testing/folder.ts";
import { scratchReadModels } from "./scratch.ts";
import { openEmbedded } from "./worlds/embedded.ts";

const BEGIN = Date.UTC(2026, 2, 2, 9);
const NOW = BEGIN + 60 * DAY;
const importer = { id: "import", role: "integration" };

/** A ticket of a customer, resolved on the first contact, and how likely they are to recommend the desk. */
function contact(ticketId: string, customerId: string, at: number, nps: number): readonly Sent[] {
  const over = (later: number) => ({ ticketId, actor: importer, occurredAt: instant(at + later) });
  const surveyId = `survey-${ticketId}`;
  return [
    open({ customerId }, over(0)),
    onTicket("categorise", { category: "delivery" }, over(1)),
    onTicket("resolve", { code: "solved" }, over(HOUR)),
    onTicket("inviteToSurvey", { surveyId, channel: "email" }, over(2 * HOUR)),
    onTicket("answerSurvey", { surveyId, nps }, over(3 * HOUR)),
  ];
}

test("tickets of customers who are found to be one person are that person's, from when it is known", async () => {
  const world = await openEmbedded(newFolder(), ({ stream }) =>
    expect.unreachable(`parked ${stream}`),
  );
  await world.commands.handle(defaultPolicyCommand());
  async function send(...commands: readonly Sent[]): Promise<void> {
    for (const command of commands) {
      const parsed = parseCommand(command);
      if (!parsed.ok) throw new Error(parsed.refusal.message);
      expect(await world.commands.handle(parsed.command)).toMatchObject({ accepted: true });
    }
    await world.settle();
  }
  const source = reportSource({ ...world, formats: eventFormats, scratch: scratchReadModels });
  const question = {
    period: { from: null, to: null, zone: "UTC" },
    now: NOW,
    asOf: NOW,
    by: [],
    policy: null,
    calendar: "business",
  };
  async function figures(knownAt: Instant | null) {
    const asked = { question, policy: null, knownAt, isPresent: false };
    const { firstContactResolution, nps } = (await source.kpi(asked)).figures;
    return { solved: firstContactResolution, nps };
  }
  const rolled = async () => {
    const report = await rolledKpi(world.readModels, question);
    return { solved: report?.figures.firstContactResolution, nps: report?.figures.nps };
  };

  await send(...contact(TICKET, "ann", BEGIN, 10));
  await send(...contact(OTHER_TICKET, "anna", BEGIN + 2 * DAY, 0));
  const two = { solved: { n: 2, value: 1 }, nps: { n: 2, value: 0 } };
  expect(await figures(null)).toMatchObject(two);
  expect(await rolled()).toMatchObject(two);

  const before = instant(Date.now());
  // Only what is recorded later is not known then.
  while (Date.now() <= Date.parse(before));
  await send(onCustomer("registerCustomer", "ann"), onCustomer("registerCustomer", "anna"));
  await send(onCustomer("mergeCustomer", "ann", { into: "anna" }));
  const one = { solved: { n: 2, value: 0.5 }, nps: { n: 1, value: -100 } };
  expect(await figures(null)).toMatchObject(one);
  expect(await rolled()).toMatchObject(one);
  expect(await figures(before)).toMatchObject(two);
  expect(await figures(instant(Date.now()))).toMatchObject(one);
  await world.close();
});
