import { entry, type Entry } from "./entry.ts";

export const identity = {
  COMMAND_ID_REUSED: entry(
    409,
    "Command id reused",
    "This command id was used for a command with other content.",
    "Give every command an id of its own.",
  ),
  STALE_REVISION: entry(
    409,
    "Stale revision",
    "The stream is no longer at `expectedRevision`.",
    "Read it again and decide anew.",
    "later",
  ),
  TICKET_NOT_FOUND: entry(
    404,
    "Ticket not found",
    "No ticket has this id.",
    "Open it first, or correct the id.",
  ),
  TICKET_EXISTS: entry(
    409,
    "Ticket exists",
    "A ticket with this id was opened by another command.",
    "Leave out the id, or choose another.",
  ),
  CUSTOMER_NOT_FOUND: entry(
    404,
    "Customer not found",
    "No customer has this id.",
    "Register the customer first.",
  ),
  CUSTOMER_EXISTS: entry(
    409,
    "Customer exists",
    "A customer with this id was registered by another command.",
    "Choose another id.",
  ),
  CUSTOMER_MERGED: entry(
    409,
    "Customer merged",
    "The customer was merged into another.",
    "Use the customer in `allowed`.",
  ),
  CUSTOMER_ERASED: entry(
    410,
    "Customer erased",
    "The customer's personal data was erased; nothing more can be recorded of them.",
    "Open a ticket for a new customer, or give this one to another customer first.",
  ),
  ARTICLE_NOT_FOUND: entry(
    404,
    "Article not found",
    "No article has this id, or not in this version.",
    "Publish it first, or cite a version that there is.",
  ),
  ARTICLE_EXISTS: entry(
    409,
    "Article exists",
    "An article with this id was published already.",
    "Revise it instead.",
  ),
  ARTICLE_RETIRED: entry(409, "Article retired", "The article was retired.", "Publish a new one."),
} as const satisfies Record<string, Entry>;
