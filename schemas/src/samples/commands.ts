import { defaultDeskPolicy } from "../policy.ts";
import type { Role } from "../vocabulary.ts";
import { complaint } from "./commands/complaint.ts";
import { conversation, intake } from "./commands/conversation.ts";
import { article, customer, levels, policy } from "./commands/desk.ts";
import { linking } from "./commands/linking.ts";
import { resolution } from "./commands/resolution.ts";
import { routing } from "./commands/routing.ts";
import type { TicketCommandData } from "./sample-data.ts";
import { articleId, customerId, morning, staff, ticketId } from "./story.ts";

const ticket: TicketCommandData = {
  ...intake,
  ...conversation,
  ...routing,
  ...complaint,
  ...resolution,
  ...linking,
};

/** The first role to which the default policy gives the command: the least that it takes. */
const roleFor = (type: string): Role => defaultDeskPolicy.rights[type]?.[0] ?? "administrator";

/** A whole command, as a sender writes it. */
export function commandSample(type: string, target: object, data: object) {
  const role = roleFor(type);
  return {
    type,
    ...target,
    commandId: `crm:48213:${type}`,
    actor: { id: staff[role], role },
    occurredAt: morning,
    data,
  };
}

const samplesOf = (target: object, data: Readonly<Record<string, object>>) =>
  Object.entries(data).map(([type, one]) => [type, commandSample(type, target, one)] as const);

/** A valid command of each type. */
export const commandSamples: ReadonlyMap<string, object> = new Map([
  ...samplesOf({ ticketId }, { ...ticket }),
  ...samplesOf({ customerId }, { ...customer }),
  ...samplesOf({ articleId }, { ...article }),
  ...samplesOf({ policy: "desk" }, { ...policy }),
  ...samplesOf({ ticketId }, { ...levels }),
]);
