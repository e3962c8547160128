import type { EventFormat } from "@docket/event-sourcing";
import { EVENT_VERSION, eventSchemas, personalFields } from "@docket/schemas";

/** How each published event type is written: its version, and where its personal texts are. */
export const eventFormats: ReadonlyMap<string, EventFormat> = new Map(
  [...eventSchemas].map(([type, schema]) => {
    const personal = personalFields(schema);
    return [type, { version: EVENT_VERSION, ...(personal === undefined ? {} : { personal }) }];
  }),
);
