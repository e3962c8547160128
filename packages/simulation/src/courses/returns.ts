import { DAY, type Script } from "../script.ts";
import { surveyTool } from "../staff.ts";
import { acknowledge, assign, hear, open, reply, takenUp, triage, wordsOf } from "./beginnings.ts";
import { close, invite, putRight, resolve } from "./endings.ts";

/** Tickets that come back, and what customers say afterwards. */

function solved(script: Script): void {
  takenUp(script);
  script.work(100);
  reply(script);
  resolve(script);
}

export function reopenedOnRequest(script: Script): void {
  const { agent, dice } = script;
  solved(script);
  script.wait(dice.around(DAY));
  close(script);
  script.wait(dice.around(2 * DAY));
  hear(script, wordsOf(script).again);
  script.by(agent, { type: "reopen", data: { reason: "The fault came back." } });
  putRight(script);
}

/** Still within the window, but too late to count against the solution. */
export function reopenedAfterAWeek(script: Script): void {
  const { agent, dice } = script;
  solved(script);
  script.wait(dice.around(2 * DAY));
  close(script);
  script.wait(dice.between(8 * DAY, 10 * DAY));
  hear(script, wordsOf(script).again);
  script.by(agent, { type: "reopen", data: { reason: "It happened again." } });
  putRight(script);
}

export function reopenedTwice(script: Script): void {
  const { agent, dice } = script;
  solved(script);
  for (const reason of ["The fault came back.", "And once more."]) {
    script.wait(dice.around(1.5 * DAY));
    script.by(agent, { type: "reopen", data: { reason } });
    script.work(30);
    acknowledge(script);
    assign(script);
    reply(script);
    resolve(script);
  }
  script.by(agent, {
    type: "escalate",
    data: { to: "secondLine", reason: "Reopened repeatedly." },
  });
  script.wait(2 * DAY);
  close(script);
}

/** A dissatisfied answer to the survey brings the ticket back by itself; later an answer to the same survey is better. */
export function reopenedByAnswer(script: Script): void {
  const { dice } = script;
  solved(script);
  script.wait(dice.around(3000));
  invite(script);
  script.wait(dice.around(DAY / 2));
  const comment = dice.pick(wordsOf(script).unhappy);
  script.by(surveyTool, { type: "answerSurvey", data: { csat: 1, nps: 2, comment } });
  putRight(script);
  script.wait(dice.around(DAY));
  script.by(surveyTool, { type: "answerSurvey", data: { csat: 4 } });
}

/** On the follow-up call the customer is dissatisfied. */
export function reopenedByFollowUp(script: Script): void {
  const { agent, dice } = script;
  solved(script);
  script.wait(dice.around(DAY));
  const comment = dice.pick(wordsOf(script).unhappy);
  script.by(agent, {
    type: "recordFollowUp",
    data: { channel: "phone", outcome: "dissatisfied", comment },
  });
  putRight(script);
}

/** The second answer within a week replaces the first; one that comes later does not. */
export function surveyAnsweredAgain(script: Script): void {
  const { dice } = script;
  solved(script);
  script.wait(2000);
  invite(script);
  script.wait(dice.around(DAY));
  const { thanks } = wordsOf(script);
  const comment = dice.pick(thanks);
  script.by(surveyTool, { type: "answerSurvey", data: { csat: 3, nps: 7 } });
  script.wait(dice.around(DAY));
  script.by(surveyTool, { type: "answerSurvey", data: { csat: 5, nps: 9, comment } });
  close(script);
  script.wait(9 * DAY);
  script.by(surveyTool, { type: "answerSurvey", data: { csat: 4, nps: 10, comment } });
}

export function notReached(script: Script): void {
  const { agent } = script;
  open(script);
  script.work(60);
  acknowledge(script);
  triage(script);
  reply(script);
  resolve(script);
  script.work(600);
  script.by(agent, { type: "recordFollowUp", data: { channel: "phone", outcome: "noAnswer" } });
  script.wait(DAY);
  close(script);
}
