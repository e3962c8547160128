import type { Dated } from "./aggregate.ts";
import { commandId, type Subject } from "./brands.ts";
import type { CommandLike } from "./command-result.ts";
import type { Metadata } from "./recorded-event.ts";

/** What all events of one command say of it; the codec adds the version of each one's type. */
export function envelopeOf(
  command: Dated<CommandLike>,
  digest: string,
  subject: Subject,
): Omit<Metadata, "version"> {
  const { actor, causationId } = command;
  return {
    commandId: commandId(command.commandId),
    digest,
    subject,
    actor: {
      id: actor.id,
      role: actor.role,
      ...(actor.onBehalfOf === undefined ? {} : { onBehalfOf: actor.onBehalfOf }),
    },
    occurredAt: command.occurredAt,
    ...(causationId === undefined ? {} : { causationId }),
    correlationId: command.correlationId ?? command.commandId,
  };
}
