import { entry, type Entry } from "./entry.ts";

export const lifeCycle = {
  NOT_ALLOWED_NOW: entry(
    409,
    "Not allowed now",
    "The ticket's state does not allow this command.",
    "Issue one of the commands in `allowed`.",
  ),
  REOPENING_WINDOW_PASSED: entry(
    409,
    "Reopening window passed",
    "The ticket was resolved too long ago to be reopened.",
    "Open a new ticket with `follows` naming this one.",
  ),
  PRIORITY_NOT_HIGHER: entry(
    409,
    "Priority not higher",
    "The new priority is not higher than the present one.",
    "Name a smaller number, or lower the priority instead.",
  ),
  PRIORITY_NOT_LOWER: entry(
    409,
    "Priority not lower",
    "The new priority is not lower than the present one.",
    "Name a larger number, or raise the priority instead.",
  ),
  LEVEL_NOT_HIGHER: entry(
    409,
    "Level not higher",
    "Escalation goes up, and the ticket is at this level or above.",
    "Name one of the levels in `allowed`.",
  ),
  LEVEL_NOT_LOWER: entry(
    409,
    "Level not lower",
    "De-escalation goes down, and the ticket is at this level or below.",
    "Name one of the levels in `allowed`.",
  ),
  QUESTION_UNKNOWN: entry(
    409,
    "Question unknown",
    "No open clarifying question has this id.",
    "Answer one of the questions in `allowed`.",
  ),
  INTERACTION_UNKNOWN: entry(
    409,
    "Interaction unknown",
    "No contact with this id is waiting in the queue.",
    "Name one of the contacts in `allowed`.",
  ),
  SESSION_UNKNOWN: entry(
    409,
    "Session unknown",
    "No handling session with this id is in a state that allows this.",
    "Name one of the sessions in `allowed`.",
  ),
  CLOCK_NOT_DUE: entry(
    409,
    "Clock not due",
    "The ticket's clock has not passed this threshold, or not at this instant.",
    "Nothing is to be done: the ticket decides, and the message says how its clock stands.",
  ),
  SESSION_EXISTS: entry(
    409,
    "Session exists",
    "A handling session, question or contact with this id exists already.",
    "Choose another id.",
  ),
} as const satisfies Record<string, Entry>;
