import { daysAfter, toInstant } from "../calendar-of-work.ts";
import { DAY, type Script } from "../script.ts";
import { documents, manager } from "../staff.ts";
import { registerAtOnce } from "./complaints.ts";
import { hear, open, reply, takenUp, triage, wordsOf } from "./beginnings.ts";
import { answerAndClose, resolve } from "./endings.ts";

/** Something back for the customer: by the agent's own hand up to the policy's limit, by a manager's leave above it. */

const euros = (least: number, most: number, { dice }: Script) => ({
  amount: dice.between(least, most) * 100,
  currency: "EUR",
});

export function creditAtOnce(script: Script): void {
  takenUp(script);
  script.work(60);
  script.by(script.agent, {
    type: "grantRedress",
    data: { redressType: "credit", value: euros(5, 40, script) },
  });
  answerAndClose(script);
}

export function refundApproved(script: Script): void {
  const { agent, ticketId } = script;
  takenUp(script);
  script.work(60);
  const redress = {
    redressId: `${ticketId}-refund`,
    redressType: "refund",
    value: euros(120, 480, script),
  } as const;
  script.by(agent, { type: "requestRedress", data: { ...redress, reason: "Broken twice." } });
  script.work(120);
  const { redressId } = redress;
  script.by(
    { ...manager, onBehalfOf: "management" },
    { type: "approveRedress", data: { redressId } },
  );
  script.work(20);
  script.by(agent, { type: "grantRedress", data: redress });
  answerAndClose(script);
}

/** A replacement is declined, and a complaint comes of it. */
export function replacementDeclined(script: Script): void {
  const { agent, ticketId, dice } = script;
  open(script);
  script.work(30);
  script.by(agent, { type: "acknowledge", data: {} });
  registerAtOnce(script);
  triage(script);
  const redressId = `${ticketId}-replacement`;
  const value = euros(150, 600, script);
  script.by(agent, {
    type: "requestRedress",
    data: { redressId, redressType: "replacement", value, reason: "Out of guarantee by a month." },
  });
  script.work(200);
  script.by(manager, {
    type: "declineRedress",
    data: { redressId, reason: "Dropped, says the lab." },
  });
  const outcome = {
    channel: "phone",
    outcome: "notSolved",
    text: "Explained the lab's report.",
  } as const;
  script.by(agent, { type: "attemptSolution", data: outcome });
  reply(script);
  resolve(script);
  const until = toInstant(daysAfter(script.now(), 5 * 365));
  script.by(documents, { type: "setRetention", data: { until } });
  script.wait(dice.around(DAY));
  hear(script, dice.pick(wordsOf(script).unhappy));
  script.by(manager, {
    type: "close",
    data: { outcome: "unsatisfied", reason: "Declined by a manager; the customer was told why." },
  });
}
