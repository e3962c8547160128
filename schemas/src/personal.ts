import { z } from "zod";

/**
 * Marks a text as personal data: it is encrypted with its subject's key in the store, and a read without that key
 * gives {@link ERASED} (docs/architecture.md, Personal data).
 */
export const personal = <Schema extends z.ZodType<string>>(schema: Schema): Schema =>
  schema.meta({ personal: true });

/** What stands in a personal field whose key was destroyed. */
export const ERASED = "[erased]";

/** Where the personal texts of a schema are: `true` for a text, a tree for an object; `*` stands for every item of an array or record. */
export type PersonalFields = true | { readonly [field: string]: PersonalFields };

/** The marked places of a schema, `undefined` when it has none. */
export function personalFields(schema: z.core.$ZodType): PersonalFields | undefined {
  if (z.globalRegistry.get(schema)?.["personal"] === true) return true;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) {
    return personalFields(schema.unwrap());
  }
  if (schema instanceof z.ZodArray) return tree({ "*": schema.element });
  if (schema instanceof z.ZodRecord) return tree({ "*": schema.valueType });
  return schema instanceof z.ZodObject ? tree(schema.shape) : undefined;
}

function tree(children: Record<string, z.core.$ZodType>): PersonalFields | undefined {
  const marked: Record<string, PersonalFields> = {};
  for (const [field, child] of Object.entries(children)) {
    const found = personalFields(child);
    if (found !== undefined) marked[field] = found;
  }
  return Object.keys(marked).length === 0 ? undefined : marked;
}
