import { expect, test } from "vitest";
import { z } from "zod";
import { eventSchemas } from "./event.ts";
import { eventJsonSchemas } from "./json-schemas.ts";
import { ERASED, personalFields, type PersonalFields } from "./personal.ts";
import { eventSamples } from "./samples/events.ts";

/** What a reader sees once the key is gone. */
function blanked(value: unknown, fields: PersonalFields | undefined): unknown {
  if (fields === undefined || value === undefined) return value;
  if (fields === true) return ERASED;
  if (Array.isArray(value)) return value.map((item) => blanked(item, fields["*"]));
  const entries = Object.entries(value ?? {}).map(
    ([field, inner]) => [field, blanked(inner, fields[field])] as const,
  );
  return Object.fromEntries(entries);
}

test.each([...eventJsonSchemas()])(
  "%s is what its JSON Schema says, with its personal texts and when they are blank",
  (type, schema) => {
    const sample = eventSamples.get(type);
    const fields = personalFields(eventSchemas.get(type) ?? expect.unreachable(type));
    const published = z.fromJSONSchema(schema);
    const erased = blanked(sample, fields === undefined ? undefined : { data: fields });
    for (const event of [sample, erased]) {
      expect(published.safeParse(event).error?.issues ?? []).toEqual([]);
    }
  },
);
