import { DAY, HOUR, type Script } from "../script.ts";
import { housekeeping, manager } from "../staff.ts";
import { assign, colleague, hear, reply, takenUp, wordsOf } from "./beginnings.ts";
import { answerAndClose, close, followUpAndClose, resolve } from "./endings.ts";

/** Ways through the house: transfers, lines of support, priorities, and tickets that end without a solution. */

export function transferred(script: Script): void {
  const { agent } = script;
  takenUp(script);
  script.work(60);
  script.by(agent, { type: "unassign", data: {} });
  const right = colleague(script);
  script.by(agent, { type: "assign", data: { team: right.team } });
  script.work(90);
  script.by(right.agent, { type: "assign", data: { team: right.team, agent: right.agent.id } });
  script.by(right.agent, {
    type: "categorise",
    data: { category: script.topic.category, subcategory: "other" },
  });
  script.work(120);
  answerAndClose(script);
}

/** Up to the third line and to management, and back. */
export function escalatedAndBack(script: Script): void {
  const { agent } = script;
  takenUp(script);
  script.work(120);
  script.by(agent, { type: "escalate", data: { to: "secondLine", reason: "No guide for this." } });
  script.work(120);
  script.by(agent, {
    type: "escalate",
    data: { to: "thirdLine", reason: "Four fifths of the time are over.", rule: "clock at 80 %" },
  });
  script.work(60);
  script.by(agent, { type: "escalate", data: { to: "management", reason: "Customer insists." } });
  script.work(60);
  script.by(manager, {
    type: "deescalate",
    data: { to: "secondLine", reason: "Settled by phone." },
  });
  script.by(agent, { type: "updateProgress", data: { text: wordsOf(script).progress } });
  script.work(180);
  answerAndClose(script);
}

/** The urgency is judged anew, more than once; some of what is said changes nothing. */
export function reprioritised(script: Script): void {
  const { agent } = script;
  takenUp(script);
  script.by(agent, { type: "assessPriority", data: { impact: "medium", urgency: "medium" } });
  script.work(60);
  script.by(agent, { type: "raisePriority", data: { priority: 1, reason: "Shop cannot open." } });
  assign(script);
  script.work(60);
  reply(script);
  script.by(agent, { type: "lowerPriority", data: { priority: 4, reason: "A spare is in use." } });
  script.work(200);
  resolve(script);
  followUpAndClose(script);
}

export function withdrawnByCustomer(script: Script): void {
  const { dice } = script;
  takenUp(script);
  script.wait(dice.around(5 * HOUR));
  hear(script, dice.pick(wordsOf(script).thanks));
  script.by(script.agent, { type: "withdraw", data: { reason: "Solved by the customer." } });
}

/** Asked, reminded, and given up. */
export function neverAnswered(script: Script): void {
  const { agent } = script;
  takenUp(script);
  script.work(100);
  reply(script);
  script.by(agent, { type: "waitForCustomer", data: {} });
  script.wait(3 * DAY);
  reply(script);
  script.wait(4 * DAY);
  script.by(housekeeping, {
    type: "close",
    data: { outcome: "noAnswer", reason: "No answer for a week." },
  });
}

/** Some things cannot be solved, or were asked twice without anyone linking them. */
export function closedUnsolved(script: Script): void {
  const { agent, dice } = script;
  takenUp(script);
  script.work(150);
  reply(script);
  const outcome = dice.pick(["unresolved", "duplicate", "unsatisfied"]);
  script.by(agent, { type: "close", data: { outcome, reason: "Nothing that we could do here." } });
}

/** A mistake in the record is corrected by a later entry that names it. */
export function corrected(script: Script): void {
  takenUp(script);
  script.by(manager, {
    type: "correct",
    data: { revision: 0, field: "channel", value: "phone", reason: "Called first, wrote later." },
  });
  script.work(80);
  reply(script);
  resolve(script);
  close(script);
}
