import { entry, type Entry } from "./entry.ts";

export const linking = {
  OTHER_TICKET_NOT_FOUND: entry(
    404,
    "Other ticket not found",
    "The other ticket does not exist.",
    "Correct its id.",
  ),
  OTHER_TICKET_MERGED: entry(
    409,
    "Other ticket merged",
    "The other ticket was merged into a third.",
    "Name the ticket in `allowed`.",
  ),
  SAME_TICKET: entry(
    409,
    "Same ticket",
    "A ticket cannot be linked to, merged with or split off from itself.",
    "Name another ticket.",
  ),
  NOT_LINKED: entry(
    409,
    "Not linked",
    "The tickets are not linked.",
    "Name one of the tickets in `allowed`.",
  ),
  REVISION_UNKNOWN: entry(
    409,
    "Revision unknown",
    "The ticket has no event at this revision.",
    "Name a revision up to its last.",
  ),
} as const satisfies Record<string, Entry>;
