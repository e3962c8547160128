import type { z } from "zod";

type Schema = z.core.JSONSchema.BaseSchema;
type SchemaOrBoolean = Schema | boolean;
type Child = "items" | "propertyNames" | "additionalProperties";

const ANNOTATIONS = new Set(["$schema", "$comment", "title", "description"]);
const LEAST = ["minimum", "minLength", "minItems", "minProperties"] as const;
const MOST = ["maximum", "maxLength", "maxItems"] as const;
const CHILDREN: readonly Child[] = ["items", "propertyNames", "additionalProperties"];
const OTHERS = ["type", "const", "enum", "properties", "required", "anyOf", "pattern", "format"];
const JUDGED = new Set<string>([...OTHERS, ...LEAST, ...MOST, ...CHILDREN]);

/**
 * Why something valid under a published JSON Schema may be refused by the present one, or read otherwise; empty when
 * the present one only widens. What it does not know it takes for a break when it differs. A mark `personal` may
 * neither come nor go: it decides how the stored bytes are read.
 */
export function breaks(
  published: SchemaOrBoolean,
  present: SchemaOrBoolean,
  path = "",
): readonly string[] {
  if (published === false || present === true) return [];
  if (present === false) return [`${path}: nothing is allowed any more`];
  const olds = alternatives(published === true ? {} : published);
  const news = alternatives(present);
  return olds.flatMap((old) => {
    const tried = news.map((one) => breaksOfOne(old, one, path));
    if (tried.some((found) => found.length === 0)) return [];
    const only = tried.length === 1 ? tried[0] : undefined;
    return only ?? [`${path}: an alternative is no longer allowed`];
  });
}

/** A schema with `anyOf` as one schema for each alternative. */
function alternatives({ anyOf, ...rest }: Schema): readonly Schema[] {
  if (anyOf === undefined) return [rest];
  return anyOf.map((one) => {
    const required = [...(rest.required ?? []), ...(one.required ?? [])];
    return { ...rest, ...one, ...(required.length === 0 ? {} : { required }) };
  });
}

function breaksOfOne(old: Schema, now: Schema, path: string): readonly string[] {
  return [...values(old, now), ...limits(old, now), ...fields(old, now), ...unknowns(old, now)]
    .map((problem) => `${path}: ${problem}`)
    .concat(nested(old, now, path));
}

function values(old: Schema, now: Schema): readonly string[] {
  const found: string[] = [];
  const widened = old.type === "integer" && now.type === "number";
  if (now.type !== undefined && now.type !== old.type && !widened) found.push("type changed");
  const was = allowed(old);
  const is = allowed(now);
  if (is !== undefined && was === undefined) found.push("values are restricted");
  for (const value of was ?? []) {
    if (is !== undefined && !is.includes(value)) found.push(`${String(value)} is not allowed`);
  }
  return found;
}

const allowed = (schema: Schema): readonly unknown[] | undefined =>
  schema.const === undefined ? schema.enum : [schema.const];

function limits(old: Schema, now: Schema): readonly string[] {
  const least = LEAST.filter((limit) => (now[limit] ?? -Infinity) > (old[limit] ?? -Infinity));
  const most = MOST.filter((limit) => (now[limit] ?? Infinity) < (old[limit] ?? Infinity));
  const form = (["pattern", "format"] as const).filter(
    (rule) => now[rule] !== undefined && now[rule] !== old[rule],
  );
  return [...least, ...most, ...form].map((limit) => `${limit} is stricter`);
}

function fields(old: Schema, now: Schema): readonly string[] {
  const required = now.required?.filter((field) => !old.required?.includes(field)) ?? [];
  const present = now.properties ?? {};
  const removed = Object.keys(old.properties ?? {}).filter((field) => !(field in present));
  return [
    ...required.map((field) => `${field} is required`),
    ...removed.map((field) => `${field} is gone`),
  ];
}

function nested(old: Schema, now: Schema, path: string): readonly string[] {
  const published = old.properties ?? {};
  // A field that is new by name had its place among the additional ones.
  const ofFields = Object.entries(now.properties ?? {}).flatMap(([field, schema]) =>
    breaks(published[field] ?? childOf(old, "additionalProperties"), schema, `${path}/${field}`),
  );
  const ofChildren = CHILDREN.flatMap((child) =>
    breaks(childOf(old, child), childOf(now, child), `${path}/${child}`),
  );
  return [...ofFields, ...ofChildren];
}

/** What is not said of a child is no restriction. */
function childOf(schema: Schema, child: Child): SchemaOrBoolean {
  const found = schema[child];
  return found === undefined || Array.isArray(found) ? true : found;
}

function unknowns(old: Schema, now: Schema): readonly string[] {
  const keywords = new Set([...Object.keys(old), ...Object.keys(now)]);
  return [...keywords]
    .filter((keyword) => !JUDGED.has(keyword) && !ANNOTATIONS.has(keyword))
    .filter((keyword) => JSON.stringify(old[keyword]) !== JSON.stringify(now[keyword]))
    .map((keyword) => `${keyword} changed`);
}
