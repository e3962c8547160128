import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { eventSchemas } from "./event.ts";
import { requiredFields } from "./required-fields.ts";

test("what every object of a schema has, and what it is", () => {
  const schema = z.strictObject({
    text: z.string().min(1),
    word: z.enum(["a", "b"]),
    count: z.int(),
    sure: z.boolean(),
    list: z.array(z.string()),
    byName: z.record(z.string(), z.string()),
    parts: z.strictObject({}),
    either: z.union([z.string(), z.number()]),
    none: z.string().nullable(),
    more: z.string().optional(),
  });
  expect(requiredFields(schema)).toEqual([
    ["text", "string"],
    ["word", "string"],
    ["count", "number"],
    ["sure", "boolean"],
    ["list", "object"],
    ["byName", "object"],
    ["parts", "object"],
    ["either", null],
    ["none", null],
  ]);
});

const SAMPLES = join(import.meta.dirname, "../samples/events");

test.each(readdirSync(SAMPLES))("%s has what its type requires", (file) => {
  const { type, data } = JSON.parse(readFileSync(join(SAMPLES, file), "utf8")) as {
    readonly type: string;
    readonly data: { readonly [field: string]: unknown };
  };
  const required = requiredFields(eventSchemas.get(type) ?? z.never());
  const kinds = required.map(([field, kind]) => [field, kind === null ? null : typeof data[field]]);
  expect(kinds).toEqual(required);
  for (const [field] of required) expect(data[field]).not.toBeUndefined();
});
