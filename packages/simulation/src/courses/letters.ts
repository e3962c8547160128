import { daysAfter, toInstant } from "../calendar-of-work.ts";
import { DAY, HOUR, type Script } from "../script.ts";
import { bot, intakes } from "../staff.ts";
import {
  acknowledgeAutomatically,
  assess,
  assign,
  categorise,
  handle,
  hear,
  open,
  promise,
  reply,
  takenUp,
  triage,
  wordsOf,
} from "./beginnings.ts";
import { close, followUpAndClose, resolve } from "./endings.ts";

/** In writing, or spoken to a machine: e-mail, web, social, letter, voicemail. */

export function answeredInWriting(script: Script): void {
  takenUp(script);
  script.work(110);
  handle(script, 5, () => reply(script));
  resolve(script);
  followUpAndClose(script);
}

/** A dealer was given a day, not a service level; it is met or missed by hours. */
export function promisedToADealer(script: Script): void {
  const { dice } = script;
  const at = script.now() + dice.between(30, 90) * HOUR * 1000;
  open(script, { targets: { closure: toInstant(at) } });
  acknowledgeAutomatically(script);
  script.work(60);
  triage(script);
  handle(script, 8, () => reply(script));
  resolve(script);
  script.wait(dice.around(20 * HOUR));
  close(script);
}

/** A question back, and the wait for its answer. */
export function clarified(script: Script): void {
  const { agent, dice, ticketId } = script;
  takenUp(script);
  script.work(70);
  const questionId = `${ticketId}-question`;
  const { question, clarification } = wordsOf(script);
  script.by(
    agent,
    { type: "askClarification", data: { questionId, question: dice.pick(question) } },
    { type: "reply", data: { channel: "email", body: dice.pick(question) } },
    { type: "waitForCustomer", data: { reason: "Serial number asked for." } },
  );
  script.wait(dice.around(16 * HOUR));
  const answer = dice.pick(clarification);
  script.by(intakes.email, { type: "answerClarification", data: { questionId, answer } });
  script.work(90);
  script.by(agent, { type: "diagnose", data: { cause: "Batch with a known fault." } });
  handle(script, 6, () => reply(script));
  resolve(script);
  followUpAndClose(script);
}

/** A promise that is not kept: the workshop is waited for, the delay announced. */
export function delayed(script: Script): void {
  const { agent, dice } = script;
  takenUp(script);
  script.work(60);
  reply(script);
  promise(script, 2);
  script.by(agent, {
    type: "waitForThirdParty",
    data: { party: "workshop", reason: "Part on order." },
  });
  script.wait(dice.around(1.5 * DAY));
  const { delay, progress } = wordsOf(script);
  script.by(
    agent,
    {
      type: "announceDelay",
      data: { expectedAt: toInstant(daysAfter(script.now(), 3)), reason: delay },
    },
    { type: "updateProgress", data: { text: progress } },
  );
  script.work(500);
  script.by(agent, { type: "resume", data: {} });
  script.work(60);
  script.by(agent, { type: "waitForCustomer", data: { reason: "Try the new part." } });
  script.wait(dice.around(DAY));
  hear(script, dice.pick(wordsOf(script).thanks));
  resolve(script);
  followUpAndClose(script);
}

/** A machine's answer was enough, says nobody to the contrary. */
export function answeredByBot(script: Script): void {
  open(script);
  acknowledgeAutomatically(script);
  const { bot: body } = wordsOf(script);
  const { channel } = script;
  script.by(bot, { type: "reply", data: { channel, body, automatic: true } });
  script.by(bot, { type: "categorise", data: { category: script.topic.category } });
  script.wait(2 * DAY);
  script.by(bot, { type: "resolve", data: { code: "advice" } });
  script.wait(DAY);
  script.by(bot, { type: "close", data: {} });
}

/** Solutions proposed, rejected, accepted; then the customer confirms. */
export function secondProposal(script: Script): void {
  const { agent, dice } = script;
  const { answer, unhappy, thanks } = wordsOf(script);
  takenUp(script);
  script.work(100);
  script.by(agent, { type: "proposeSolution", data: { text: answer[0] } });
  reply(script);
  script.wait(dice.around(20 * HOUR));
  hear(script, dice.pick(unhappy));
  script.by(agent, { type: "rejectSolution", data: { reason: "Did not help." } });
  script.work(80);
  script.by(agent, { type: "proposeSolution", data: { text: answer[1] ?? answer[0] } });
  reply(script);
  script.wait(dice.around(20 * HOUR));
  hear(script, dice.pick(thanks));
  script.by(agent, { type: "acceptSolution", data: { comment: "Works." } });
  script.by(agent, { type: "markNoReplyNeeded", data: {} });
  resolve(script);
  script.by(agent, { type: "close", data: {} });
}

/** The customer writes again, and the letter lies for a week. */
export function leftLying(script: Script): void {
  const { dice } = script;
  takenUp(script);
  script.work(90);
  reply(script);
  script.wait(dice.around(10 * HOUR));
  hear(script, dice.pick(wordsOf(script).clarification));
  script.work(2_500);
  handle(script, 6, () => reply(script));
  resolve(script);
  followUpAndClose(script);
}

/** Told by phone on the move, written down hours later. */
export function recordedLate(script: Script): void {
  const { agent, dice } = script;
  open(script);
  script.work(300);
  const sent = script.channel;
  const body = dice.pick(wordsOf(script).answer);
  script.byLate(agent, 5400, { type: "acknowledge", data: {} });
  script.byLate(agent, 5000, { type: "reply", data: { channel: sent, body } });
  categorise(script);
  assess(script);
  assign(script);
  script.byLate(agent, 3600, { type: "note", data: { text: "Called from the train." } });
  resolve(script);
  followUpAndClose(script);
}
