import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  commandSchemas,
  eventSchemas,
  personal,
  personalFields,
  type PersonalFields,
} from "./index.ts";

/** The marked places of a JSON Schema, found without knowing zod. */
function markedIn(schema: unknown, path: readonly string[] = []): readonly string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const {
    personal: mark,
    properties,
    items,
    additionalProperties,
    ...rest
  } = schema as Record<string, unknown>;
  const fields = Object.entries(properties ?? {}).flatMap(([name, one]) =>
    markedIn(one, [...path, name]),
  );
  const every = [items, additionalProperties].flatMap((one) => markedIn(one, [...path, "*"]));
  const alternatives = Object.values(rest).flatMap((one) =>
    Array.isArray(one) ? one.flatMap((each) => markedIn(each, path)) : markedIn(one, path),
  );
  return [...(mark === true ? [path.join(".")] : []), ...fields, ...every, ...alternatives];
}

const found = (
  fields: PersonalFields | undefined,
  path: readonly string[] = [],
): readonly string[] =>
  fields === undefined
    ? []
    : fields === true
      ? [path.join(".")]
      : Object.entries(fields).flatMap(([name, one]) => found(one, [...path, name]));

describe("personal fields", () => {
  test.each([...commandSchemas, ...eventSchemas])(
    "%s: every marked field is found",
    (_type, schema) => {
      const marked = markedIn(z.toJSONSchema(schema, { io: "input" }));
      expect(found(personalFields(schema)).toSorted()).toEqual([...new Set(marked)].toSorted());
    },
  );
  test("through optional, nullable, arrays and records", () => {
    const text = personal(z.string());
    const schema = z.strictObject({
      a: text.optional(),
      b: text.nullable().optional(),
      c: z
        .array(z.strictObject({ d: text, e: z.string() }))
        .max(3)
        .optional(),
      f: z.record(z.string(), text),
      g: z.strictObject({ h: z.string() }),
    });
    expect(personalFields(schema)).toEqual({
      a: true,
      b: true,
      c: { "*": { d: true } },
      f: { "*": true },
    });
  });
  test("a mark stays with its schema", () => {
    const text = z.string();
    personal(text);
    expect(personalFields(z.strictObject({ text }))).toBeUndefined();
  });
  test("what people write, and what they are reached by", () => {
    const fieldsOf = (type: string) => found(personalFields(eventSchemas.get(type)!));
    expect(fieldsOf("opened")).toEqual(["subject", "description"]);
    expect(fieldsOf("replied")).toEqual(["body", "attachments.*.name", "attachments.*.url"]);
    expect(fieldsOf("customerRegistered")).toEqual(["name", "identities.*.value"]);
    expect(fieldsOf("surveyAnswered")).toEqual(["comment"]);
    expect(fieldsOf("assigned")).toEqual([]);
  });
});
