import type { Script } from "../script.ts";
import { intakes } from "../staff.ts";
import {
  acknowledge,
  assess,
  assign,
  categorise,
  hear,
  identify,
  open,
  openAsStranger,
  reply,
  triage,
  wordsOf,
  wrapUp,
} from "./beginnings.ts";
import { answerContact, queueContact } from "./contacts.ts";
import { answerAndClose, followUpAndClose, resolve } from "./endings.ts";

/** Over the chat. An agent often has two or three at once: they come in bunches. */

export function solvedInChat(script: Script): void {
  const { dice } = script;
  const sessionId = answered(script);
  converse(script, dice.between(1, 3));
  resolve(script, true);
  wrapUp(script, sessionId, 15, 90);
  followUpAndClose(script);
}

/** The customer waits in the queue for too long and leaves. */
export function abandonedChat(script: Script): void {
  const { dice } = script;
  const interactionId = queued(script);
  script.wait(dice.between(150, 600));
  script.by(intakes.chat, { type: "abandonContact", data: { interactionId } });
  script.work(60);
  acknowledge(script);
  triage(script);
  if (dice.chance(0.3)) {
    const reason = "No address to answer to.";
    script.by(script.agent, { type: "close", data: { outcome: "noAnswer", reason } });
    return;
  }
  answerAndClose(script);
}

/** What cannot be solved in the chat is answered by e-mail. */
export function continuedByMail(script: Script): void {
  const { agent, dice } = script;
  const sessionId = answered(script);
  converse(script, 1);
  wrapUp(script, sessionId, 15, 90);
  script.by(agent, { type: "changeChannel", data: { channel: "email" } });
  script.work(180);
  script.by(agent, { type: "diagnose", data: { cause: "Worn part, replacement needed." } });
  const body = dice.pick(wordsOf(script).answer);
  script.by(agent, { type: "reply", data: { channel: "email", body } });
  resolve(script);
  followUpAndClose(script);
}

/** The machine answers first; a person takes over when it does not help. */
export function botFirst(script: Script): void {
  const { dice } = script;
  open(script);
  const body = wordsOf(script).bot;
  script.wait(3);
  script.by(intakes.chat, { type: "acknowledge", data: { automatic: true } });
  script.by(intakes.chat, { type: "reply", data: { channel: "chat", body, automatic: true } });
  script.wait(dice.around(120));
  hear(script, dice.pick(wordsOf(script).unhappy));
  const sessionId = takeUp(script, queueContact(script, "chat"));
  converse(script, 1);
  resolve(script);
  wrapUp(script, sessionId, 15, 90);
  followUpAndClose(script);
}

function queued(script: Script): string {
  if (script.dice.chance(0.4)) openAsStranger(script);
  else open(script);
  return queueContact(script, "chat");
}

function takeUp(script: Script, interactionId: string): string {
  const { dice } = script;
  script.wait(dice.chance(0.88) ? dice.between(5, 75) : dice.around(180));
  const sessionId = answerContact(script, interactionId);
  assign(script);
  return sessionId;
}

function answered(script: Script): string {
  const sessionId = takeUp(script, queued(script));
  script.wait(script.dice.between(10, 60));
  reply(script);
  identify(script);
  categorise(script);
  assess(script);
  return sessionId;
}

function converse(script: Script, rounds: number): void {
  const { dice } = script;
  for (let round = 0; round < rounds; round += 1) {
    script.wait(dice.around(70));
    hear(script, dice.pick(wordsOf(script).clarification));
    script.wait(dice.around(60));
    reply(script);
  }
}
