import type { PersonalFields } from "@docket/event-sourcing";
import type { EventType } from "@docket/schemas";

/**
 * The personal texts that rows show or are found by. Everything else stays sealed while projecting: a text that nobody
 * reads costs nothing, and cannot leak into a row.
 */
export const personalFieldsRead = {
  opened: { subject: true },
  customerRegistered: { name: true, identities: { "*": { value: true } } },
  customerRenamed: { name: true },
  identityAdded: { value: true },
  identityRemoved: { value: true },
} satisfies { readonly [Type in EventType]?: PersonalFields };
