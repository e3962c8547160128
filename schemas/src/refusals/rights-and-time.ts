import { entry, type Entry } from "./entry.ts";

export const rightsAndTime = {
  NOT_AUTHENTICATED: entry(
    401,
    "Not authenticated",
    "The request carries no token that is known here.",
    "Send `Authorization: Bearer …` with a token that the operator gave you.",
  ),
  NOT_PERMITTED: entry(
    403,
    "Not permitted",
    "Who calls may not do this.",
    "Have it done by a caller with the right in `allowed`; without a token, by a program of the same machine.",
  ),
  ROLE_MISSING: entry(
    403,
    "Role missing",
    "The actor's role may not issue this command.",
    "Have it issued by one of the roles in `roles`.",
  ),
  OCCURRED_IN_FUTURE: entry(
    422,
    "In the future",
    "`occurredAt` lies more than 5 seconds after now.",
    "Send the instant at which it happened; check the sender's clock.",
  ),
  RECORDED_TOO_LATE: entry(
    422,
    "Recorded too late",
    "`occurredAt` lies further back than the policy allows this role.",
    "Have it recorded by one of the roles in `roles`.",
  ),
} as const satisfies Record<string, Entry>;
