import { MINUTE, type Script } from "../script.ts";
import { intakes } from "../staff.ts";
import {
  acknowledge,
  assess,
  assign,
  categorise,
  colleague,
  identify,
  open,
  openAsStranger,
  promise,
  reply,
  wrapUp,
} from "./beginnings.ts";
import { answerContact, queueContact } from "./contacts.ts";
import { answerAndClose, citations, followUpAndClose, resolve } from "./endings.ts";

/** Over the telephone, and over the counter. */

/** All five phases while the customer is on the line. */
export function solvedOnThePhone(script: Script): void {
  const sessionId = answered(script);
  talk(script, 3);
  script.by(script.agent, { type: "diagnose", data: { cause: "Known; the guide covers it." } });
  propose(script);
  resolve(script, true);
  script.by(script.agent, {
    type: "recordFollowUp",
    data: { channel: "phone", outcome: "satisfied" },
  });
  script.by(script.agent, { type: "close", data: { outcome: "satisfied" } });
  wrapUp(script, sessionId, 20, 150);
}

/** The same with a question to a colleague, and the survey afterwards. */
export function solvedAfterHold(script: Script): void {
  const { agent, dice } = script;
  const sessionId = answered(script);
  talk(script, 2);
  script.by(agent, { type: "holdHandling", data: { sessionId } });
  script.wait(dice.around(100));
  script.by(agent, { type: "continueHandling", data: { sessionId } });
  script.wait(dice.around(180));
  resolve(script, dice.chance(0.8));
  wrapUp(script, sessionId, 20, 150);
  followUpAndClose(script);
}

/** What the first line cannot solve on the call goes to another team. */
export function passedOnByPhone(script: Script): void {
  const { agent, dice } = script;
  const sessionId = answered(script);
  talk(script, 4);
  wrapUp(script, sessionId, 20, 150);
  script.by(agent, {
    type: "escalate",
    data: { to: "secondLine", reason: "Needs a specialist." },
  });
  const second = colleague(script);
  script.by(agent, { type: "assign", data: { team: second.team } });
  promise(script, 2);
  script.work(200);
  script.by(second.agent, {
    type: "assign",
    data: { team: second.team, agent: second.agent.id },
  });
  script.by(second.agent, { type: "updateProgress", data: { text: "The specialist is at it." } });
  script.work(240);
  reply(script);
  resolve(script);
  if (dice.chance(0.3)) script.by(agent, { type: "note", data: { text: "Customer was pleased." } });
  followUpAndClose(script);
}

/** Hung up before anyone answered; called back later, often in vain. */
export function abandonedCall(script: Script): void {
  const { agent, dice } = script;
  const interactionId = queued(script);
  script.wait(dice.between(40, 240));
  script.by(intakes.phone, { type: "abandonContact", data: { interactionId } });
  script.work(30);
  acknowledge(script);
  assign(script);
  if (dice.chance(0.5)) {
    const reason = "Called back twice, nobody there.";
    script.by(agent, { type: "close", data: { outcome: "noAnswer", reason } });
    return;
  }
  identify(script);
  categorise(script);
  answerAndClose(script);
}

/** In the shop: served while the customer waits. */
export function servedAtTheCounter(script: Script): void {
  const { agent } = script;
  open(script);
  acknowledge(script);
  categorise(script);
  assign(script);
  const sessionId = `${script.ticketId}-counter`;
  script.by(agent, { type: "startHandling", data: { sessionId } });
  talk(script, 4);
  script.by(agent, { type: "reply", data: { channel: "inPerson", body: "Shown how it works." } });
  resolve(script, true);
  script.by(agent, { type: "endHandling", data: { sessionId } });
  script.by(agent, { type: "close", data: {} });
}

function queued(script: Script): string {
  openAsStranger(script);
  return queueContact(script, "phone");
}

/** Within two rings on most days. */
function answered(script: Script): string {
  const { agent, dice } = script;
  const interactionId = queued(script);
  script.wait(dice.chance(0.82) ? dice.between(3, 11) : dice.around(70));
  const sessionId = answerContact(script, interactionId);
  script.by(agent, { type: "reply", data: { channel: "phone", body: "Greeted and listened." } });
  identify(script);
  categorise(script);
  assess(script);
  assign(script);
  return sessionId;
}

const talk = (script: Script, minutes: number) => script.wait(script.dice.around(minutes) * MINUTE);

function propose(script: Script): void {
  const { agent } = script;
  const text = "Went through the guide together.";
  script.by(agent, { type: "proposeSolution", data: { text, articles: citations(script) } });
  talk(script, 2);
  script.by(agent, { type: "acceptSolution", data: {} });
}
