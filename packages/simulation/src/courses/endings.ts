import { DAY, HOUR, type Script } from "../script.ts";
import { housekeeping, surveyTool } from "../staff.ts";
import { acknowledge, hear, reply, wordsOf } from "./beginnings.ts";

/** How tickets end: what several courses share from the solution on. */

export function citations(script: Script) {
  const { dice, library, topic } = script;
  const current = library.on(topic, script.now());
  return dice.chance(0.7) ? current.slice(0, dice.between(1, 2)) : [];
}

export function resolve(script: Script, onFirstContact = false): void {
  const { agent, dice } = script;
  const code = dice.weighted([
    [12, "solved"],
    [4, "advice"],
    [2, "workaround"],
    [1, "noFault"],
    [1, "notReproducible"],
    [1, "other"],
  ]);
  const text = dice.pick(wordsOf(script).answer);
  const data = {
    code,
    text,
    articles: citations(script),
    ...(onFirstContact && { onFirstContact }),
  };
  script.by(agent, { type: "resolve", data });
}

/** The answer that solves it, and what comes after. */
export function answerAndClose(script: Script): void {
  reply(script);
  resolve(script);
  followUpAndClose(script);
}

/** Perhaps a survey and its answer, and the closing; a dissatisfied answer brings the ticket back. */
export function followUpAndClose(script: Script): void {
  const { dice, customer } = script;
  const isAsked = customer.surveys && dice.chance(0.6);
  const answers = isAsked && dice.chance(0.4);
  const late = answers && dice.chance(0.2);
  if (isAsked) {
    script.wait(dice.between(600, 2 * HOUR));
    invite(script);
  }
  const csat = csatFor(script);
  if (answers && !late) {
    script.wait(dice.around(9 * HOUR));
    if (answerSurvey(script, csat) === "reopened") return putRight(script);
  }
  script.wait(dice.around(2.5 * DAY));
  close(script, answers && !late && csat >= 4);
  if (late) {
    script.wait(dice.around(DAY));
    if (answerSurvey(script, csat) === "reopened") putRight(script);
  }
}

/** Who waited long is harder to please. */
const csatFor = ({ dice, pace }: Script): number =>
  pace > 3
    ? dice.weighted([
        [3, 1],
        [4, 2],
        [4, 3],
        [3, 4],
        [1, 5],
      ])
    : dice.weighted([
        [2, 1],
        [3, 2],
        [8, 3],
        [32, 4],
        [55, 5],
      ]);

export function invite(script: Script): void {
  const channel = script.channel === "chat" ? "chat" : "email";
  script.by(surveyTool, { type: "inviteToSurvey", data: { channel } });
}

/** The desk's policy reopens the ticket of someone who answers 1 or 2. */
function answerSurvey(script: Script, csat: number): "reopened" | "kept" {
  const { dice } = script;
  const { thanks, unhappy } = wordsOf(script);
  const content = csat >= 4;
  const nps = content ? dice.between(6 + (csat - 4) * 2, 10) : dice.between(0, 3 + csat);
  const comment = dice.pick(content ? thanks : unhappy);
  const data = {
    csat,
    ...(dice.chance(0.8) && { nps }),
    ...((!content || dice.chance(0.3)) && { comment }),
  };
  script.by(surveyTool, { type: "answerSurvey", data });
  return csat <= 2 ? "reopened" : "kept";
}

/** A complaint whose customer said nothing closes with a reason. */
export function close(script: Script, satisfied = false): void {
  const reason = "No word from the customer for days.";
  const explained = script.kind === "complaint" && !satisfied;
  const data = explained ? ({ outcome: "noAnswer", reason } as const) : {};
  script.by(housekeeping, { type: "close", data });
}

/** A ticket that came back is taken up again, and ends for good. */
export function putRight(script: Script): void {
  const { agent, dice } = script;
  script.work(60);
  acknowledge(script);
  script.work(90);
  reply(script);
  resolve(script);
  script.wait(dice.around(20 * HOUR));
  hear(script, dice.pick(wordsOf(script).thanks));
  script.by(
    agent,
    { type: "markNoReplyNeeded", data: { reason: "Thanks only." } },
    { type: "recordFollowUp", data: { channel: "phone", outcome: "satisfied" } },
    { type: "close", data: { outcome: "satisfied" } },
  );
}
