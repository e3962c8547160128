import { describe, expect, test } from "vitest";
import { breaks } from "./compatibility.ts";
import { commandJsonSchemas, eventJsonSchemas, type JsonSchema } from "./json-schemas.ts";

const text: JsonSchema = { type: "string", maxLength: 20, pattern: "\\S" };
const object = (more: JsonSchema = {}): JsonSchema => ({
  type: "object",
  properties: { name: text, size: { enum: ["s", "m"] }, count: { type: "integer", minimum: 1 } },
  required: ["name"],
  additionalProperties: false,
  ...more,
});
const withField = (name: string, schema: JsonSchema) =>
  object({ properties: { ...object().properties, [name]: schema } });

const nullable: JsonSchema = { anyOf: [text, { type: "null" }] };
const list: JsonSchema = { type: "array", items: text, maxItems: 5 };
const record: JsonSchema = { type: "object", additionalProperties: text };

/** Published, present, and what is found where. */
const breaking: Record<string, readonly [JsonSchema, JsonSchema, string]> = {
  "a field that was optional": [
    object(),
    object({ required: ["name", "size"] }),
    ": size is required",
  ],
  "a new field, required": [
    object(),
    { ...withField("colour", text), required: ["name", "colour"] },
    ": colour is required",
  ],
  "a field that is gone": [object(), object({ properties: { name: text } }), ": size is gone"],
  "fewer values": [object(), withField("size", { enum: ["s"] }), "/size: m is not allowed"],
  "values where all were allowed": [text, { ...text, enum: ["a"] }, ": values are restricted"],
  "another constant": [{ const: "a" }, { const: "b" }, ": a is not allowed"],
  "another type": [object(), withField("count", text), "/count: type changed"],
  "a type where none was named": [{}, { type: "string" }, ": type changed"],
  "whole numbers only": [{ type: "number" }, { type: "integer" }, ": type changed"],
  "a shorter text": [text, { ...text, maxLength: 19 }, ": maxLength is stricter"],
  "a longer text": [text, { ...text, minLength: 1 }, ": minLength is stricter"],
  "a higher minimum": [
    object(),
    withField("count", { type: "integer", minimum: 2 }),
    "/count: minimum",
  ],
  "a new maximum": [
    object(),
    withField("count", { type: "integer", minimum: 1, maximum: 9 }),
    "/count: maximum is stricter",
  ],
  "another pattern": [text, { ...text, pattern: "^\\S" }, ": pattern is stricter"],
  "a new format": [text, { ...text, format: "uri" }, ": format is stricter"],
  "a shorter list": [list, { ...list, maxItems: 4 }, ": maxItems is stricter"],
  "a longer list": [list, { ...list, minItems: 1 }, ": minItems is stricter"],
  "narrower items": [list, { ...list, items: { ...text, maxLength: 5 } }, "/items: maxLength"],
  "no null any more": [nullable, text, ": type changed"],
  "another alternative": [
    nullable,
    { anyOf: [{ ...text, maxLength: 5 }, { type: "null" }] },
    ": an alternative is no longer allowed",
  ],
  "one of two required": [
    object(),
    object({ anyOf: [{ required: ["size"] }, { required: ["count"] }] }),
    ": an alternative is no longer allowed",
  ],
  "no other fields any more": [
    { type: "object" },
    { type: "object", additionalProperties: false },
    "/additionalProperties: nothing is allowed any more",
  ],
  "a record of narrower texts": [
    record,
    { type: "object", additionalProperties: { ...text, maxLength: 5 } },
    "/additionalProperties: maxLength is stricter",
  ],
  "a record with one field that is narrower": [
    record,
    { ...record, properties: { name: { ...text, maxLength: 5 } } },
    "/name: maxLength is stricter",
  ],
  "narrower names of a record": [
    record,
    { ...record, propertyNames: { pattern: "^a" } },
    "/propertyNames: pattern is stricter",
  ],
  "not empty any more": [object(), object({ minProperties: 1 }), ": minProperties is stricter"],
  "a text that becomes personal": [text, { ...text, personal: true }, ": personal changed"],
  "a text that is personal no more": [{ ...text, personal: true }, text, ": personal changed"],
  "a keyword that is not known here": [text, { ...text, not: {} }, ": not changed"],
};

const widening: Record<string, readonly [JsonSchema, JsonSchema]> = {
  nothing: [object(), object()],
  "a new optional field": [object(), withField("colour", text)],
  "a field that need not be there": [object(), object({ required: [] })],
  "more values": [object(), withField("size", { enum: ["s", "m", "l"] })],
  "any value": [object(), withField("size", {})],
  "a constant becomes one of several": [{ const: "a" }, { enum: ["a", "b"] }],
  "any number": [{ type: "integer" }, { type: "number" }],
  "a longer text": [text, { ...text, maxLength: 21 }],
  "a text without end": [text, { type: "string", pattern: "\\S" }],
  "any form": [text, { type: "string", maxLength: 20 }],
  "a lower minimum": [object(), withField("count", { type: "integer", minimum: 0 })],
  "null too": [text, nullable],
  "a third alternative": [nullable, { anyOf: [text, { type: "null" }, { type: "boolean" }] }],
  "no alternative required": [
    object({ anyOf: [{ required: ["size"] }, { required: ["count"] }] }),
    object(),
  ],
  "other fields too": [object(), object({ additionalProperties: true })],
  "another title": [
    { ...text, title: "name" },
    { ...text, title: "Name", $comment: "new" },
  ],
};

describe("compatibility", () => {
  test.each(Object.entries(breaking))("finds %s", (_name, [published, present, found]) => {
    expect(breaks(published, present)).toContainEqual(expect.stringContaining(found));
  });
  test.each(Object.entries(breaking))("finds %s inside another schema", (_name, [old, now]) => {
    const wrap = (schema: JsonSchema): JsonSchema => ({
      type: "object",
      properties: { data: schema },
    });
    expect(breaks(wrap(old), wrap(now))).not.toEqual([]);
  });
  test.each(Object.entries(widening))("allows %s", (_name, [published, present]) => {
    expect(breaks(published, present)).toEqual([]);
  });
  test("every schema is compatible with itself", () => {
    const all = [...commandJsonSchemas().values(), ...eventJsonSchemas().values()];
    expect(all.flatMap((schema) => breaks(schema, schema))).toEqual([]);
  });
});
