import type { EventFormat } from "@docket/event-sourcing";
import { EVENT_VERSION, eventSchemas, personalFields, requiredFields } from "@docket/schemas";

/** How each published event type is written: its version, where its personal texts are, and what it always holds. */
export const eventFormats: ReadonlyMap<string, EventFormat> = new Map(
  [...eventSchemas].map(([type, schema]) => {
    const personal = personalFields(schema);
    const required = requiredFields(schema);
    const always = { version: EVENT_VERSION, required };
    return [type, personal === undefined ? always : { ...always, personal }];
  }),
);
