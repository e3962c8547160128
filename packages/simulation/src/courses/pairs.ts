import { derivedUlid } from "@docket/event-sourcing";
import { daysAfter } from "../calendar-of-work.ts";
import { beginScript, type Case, type Script } from "../script.ts";
import { manager } from "../staff.ts";
import { acknowledge, handle, open, reply, takenIn, takenUp, triage } from "./beginnings.ts";
import { answerAndClose, close, followUpAndClose, resolve } from "./endings.ts";
import { answeredInWriting } from "./letters.ts";

/** Courses of two tickets that have to do with each other. */

type Commands = Script["commands"];
/** What can be told of tickets that know nothing of each other, what names the other one, and what follows from that. */
export interface Told {
  readonly alone: Commands;
  readonly related: Commands;
  readonly afterwards: Commands;
}
export type Pair = (first: Case, second: Case) => Told;

/** The customer asked twice: the second ticket is merged into the first. */
export function duplicate(given: Case, again: Case): Told {
  const first = beginScript(given);
  answeredInWriting(first);
  const second = sameCustomer(first, again, 0.1);
  takenIn(second);
  return meeting([first], second, () => {
    const reason = "The same matter.";
    second.by(second.agent, { type: "merge", data: { into: first.ticketId, reason } });
  });
}

/** Merged by mistake, taken apart again, and answered after all. */
export function mistakenDuplicate(given: Case, again: Case): Told {
  const first = beginScript(given);
  answeredInWriting(first);
  const second = sameCustomer(first, again, 0.2);
  takenUp(second);
  return meeting([first], second, () => {
    second.by(second.agent, { type: "merge", data: { into: first.ticketId } });
    second.work(90);
    second.by(manager, { type: "unmerge", data: { reason: "Another device." } });
    second.work(60);
    handle(second, 4, () => reply(second));
    resolve(second);
    followUpAndClose(second);
  });
}

/** Two matters in one letter: the second becomes a ticket of its own. */
export function split(given: Case, other: Case): Told {
  const parent = beginScript(given);
  takenUp(parent);
  parent.work(30);
  const newTicketId = derivedUlid("split", parent.ticketId);
  const part = meeting([], parent, () => {
    const subject = "And another thing.";
    parent.by(parent.agent, { type: "split", data: { newTicketId, kind: "inquiry", subject } });
  });
  const { customer, language } = given;
  const receivedAt = parent.now();
  const child = beginScript({ ...other, ticketId: newTicketId, customer, language, receivedAt });
  const before = parent.commands.length;
  parent.work(60);
  reply(parent);
  resolve(parent);
  close(parent);
  child.work(40);
  acknowledge(child);
  triage(child);
  child.work(120);
  reply(child);
  resolve(child);
  close(child);
  return { ...part, afterwards: [...parent.commands.slice(before), ...child.commands] };
}

/** One fault behind both; another link turns out to be wrong. */
export function linked(given: Case, other: Case): Told {
  const first = beginScript(given);
  answeredInWriting(first);
  const second = sameCustomer(first, other, 1);
  takenUp(second);
  return meeting([first], second, () => {
    const { agent } = second;
    const otherTicketId = first.ticketId;
    second.by(agent, { type: "link", data: { otherTicketId, relation: "related" } });
    second.by(agent, { type: "unlink", data: { otherTicketId } });
    second.by(agent, { type: "link", data: { otherTicketId, relation: "causedBy" } });
    second.by(agent, { type: "link", data: { otherTicketId, relation: "causedBy" } });
    second.work(90);
    answerAndClose(second);
  });
}

/** The reopening window is over: a new ticket continues the old one. */
export function followed(given: Case, again: Case): Told {
  const first = beginScript({ ...given, pace: 1 });
  answeredInWriting(first);
  const second = sameCustomer(first, again, 30);
  return meeting([first], second, () => {
    open(second, { follows: first.ticketId });
    second.work(60);
    acknowledge(second);
    triage(second);
    answerAndClose(second);
  });
}

function sameCustomer(
  { customer, topic, language, receivedAt }: Script,
  own: Case,
  days: number,
): Script {
  return beginScript({
    ...own,
    customer,
    topic,
    language,
    receivedAt: daysAfter(receivedAt, days),
  });
}

/** Tells what names the other ticket, apart from what came before it. */
function meeting(others: readonly Script[], script: Script, tell: () => void): Told {
  const before = script.commands.length;
  tell();
  const own = script.commands;
  return {
    alone: [...others.flatMap(({ commands }) => commands), ...own.slice(0, before)],
    related: own.slice(before),
    afterwards: [],
  };
}
