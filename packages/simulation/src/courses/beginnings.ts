import type { Actor, TicketCommand } from "@docket/schemas";
import { daysAfter, toInstant } from "../calendar-of-work.ts";
import { teams, type Team } from "../catalogue.ts";
import { SAMPLE_POLICY_NAME } from "../sample-policy.ts";
import { MINUTE, type Script } from "../script.ts";
import { agents, intakes } from "../staff.ts";
import { about, phrases } from "../texts.ts";

/** How tickets begin: what several courses share until someone works on them. */

type Opening = Extract<TicketCommand, { type: "open" }>["data"];

export const wordsOf = (script: Script) => phrases[script.language];

/** The contact of a customer who is known by number or address comes in. */
export function open(script: Script, more: Partial<Opening> = {}): void {
  const { customerId, tier } = script.customer;
  openAsStranger(script, { customerId, tier, ...more });
}

/** Who it is turns out later. */
export function openAsStranger(script: Script, more: Partial<Opening> = {}): void {
  const { kind, channel, language, topic, product, dice } = script;
  const { problems, greeting, wish, dissatisfaction } = wordsOf(script);
  const subject = about(problems[topic.name], product);
  const end = kind === "complaint" ? dissatisfaction : dice.pick(wish);
  const description = `${greeting} ${subject} ${end}`;
  const policy = SAMPLE_POLICY_NAME;
  script.by(intakes[channel], {
    type: "open",
    data: { kind, channel, subject, description, language, policy, ...more },
  });
}
export function identify(script: Script): void {
  const { customerId } = script.customer;
  script.by(script.agent, { type: "identifyCustomer", data: { customerId } });
}

/** At once by a machine. */
export function acknowledgeAutomatically(script: Script): void {
  script.wait(script.dice.between(5, 50));
  const message = wordsOf(script).acknowledgement;
  script.by(intakes[script.channel], { type: "acknowledge", data: { automatic: true, message } });
}

/** By a person. */
export function acknowledge(script: Script): void {
  script.by(script.agent, { type: "acknowledge", data: {} });
}

export function categorise(script: Script): void {
  const { category, subcategory, symptom } = script.topic;
  const seen = symptom === undefined ? {} : { symptom };
  script.by(script.agent, { type: "categorise", data: { category, subcategory, ...seen } });
}

export function assess(script: Script): void {
  const { dice, topic, customer } = script;
  const impact =
    customer.tier === "enterprise"
      ? "high"
      : dice.weighted([
          [2, "medium"],
          [5, "low"],
        ]);
  const dangerous = topic.aspect === "safety" && dice.chance(0.5);
  const urgency = dangerous
    ? "high"
    : dice.weighted([
        [1, "high"],
        [5, "medium"],
        [4, "low"],
      ]);
  script.by(script.agent, { type: "assessPriority", data: { impact, urgency } });
}

export function assign(script: Script): void {
  const { agent, team } = script;
  script.by(agent, { type: "assign", data: { team, agent: agent.id } });
}

/** Nature, urgency, and who works on it. */
export function triage(script: Script): void {
  categorise(script);
  assess(script);
  assign(script);
}

/** Until someone looks at it: acknowledged by a machine where there is one. */
export function takenIn(script: Script): void {
  const { channel } = script;
  if (channel === "web") open(script, { impact: "low", urgency: "medium" });
  else open(script);
  const byMachine = channel === "email" || channel === "web" || channel === "social";
  if (byMachine) acknowledgeAutomatically(script);
  script.work(45);
  if (!byMachine) acknowledge(script);
}

/** Until someone has taken the matter up. */
export function takenUp(script: Script): void {
  takenIn(script);
  triage(script);
}

/** Someone is at it for so many minutes, and writes it up. */
export function handle(script: Script, minutes: number, during: () => void): void {
  const { agent, dice } = script;
  const sessionId = `${script.ticketId}-handling-${script.commands.length}`;
  script.by(agent, { type: "startHandling", data: { sessionId } });
  script.wait(dice.around(minutes) * MINUTE);
  during();
  wrapUp(script, sessionId, 20, 180);
}

/** What is left to be written down takes so many seconds. */
export function wrapUp(script: Script, sessionId: string, least: number, most: number): void {
  const { agent, dice } = script;
  script.by(agent, { type: "wrapUpHandling", data: { sessionId } });
  script.wait(dice.between(least, most));
  script.by(agent, { type: "endHandling", data: { sessionId } });
}

/** Written answers go out on the ticket's channel; a voicemail or a caller is called back. */
export function reply(script: Script): void {
  const { agent, channel, dice } = script;
  const body = dice.pick(wordsOf(script).answer);
  script.by(agent, {
    type: "reply",
    data: { channel: channel === "voicemail" ? "phone" : channel, body },
  });
}

export function hear(script: Script, body: string): void {
  const { channel } = script;
  script.by(intakes[channel], { type: "receiveMessage", data: { channel, body } });
}

/** Of the team that the matter turns out to belong to. */
export function colleague(script: Script): { readonly team: Team; readonly agent: Actor } {
  const team = teams.find((one) => one !== script.team) ?? "Complaints";
  return { team, agent: script.dice.pick(agents[team]) };
}

export function promise(script: Script, days: number): void {
  const expectedAt = toInstant(daysAfter(script.now(), days));
  script.by(script.agent, { type: "promiseCompletion", data: { expectedAt } });
}
