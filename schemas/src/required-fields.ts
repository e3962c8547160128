import { z } from "zod";

/** What a field is, as `typeof` tells of its JSON; `null` where it may be of several kinds. */
type FieldKind = "string" | "number" | "boolean" | "object" | null;

/** The fields that every object of a schema has, and what each is. */
export const requiredFields = (schema: z.ZodType): readonly (readonly [string, FieldKind])[] =>
  schema instanceof z.ZodObject
    ? Object.entries<z.core.$ZodType>(schema.shape)
        .filter(([, field]) => !(field instanceof z.ZodOptional))
        .map(([name, field]) => [name, kindOf(field)])
    : [];

function kindOf(schema: z.core.$ZodType): FieldKind {
  if (schema instanceof z.ZodString || schema instanceof z.ZodEnum) return "string";
  if (schema instanceof z.ZodNumber) return "number";
  if (schema instanceof z.ZodBoolean) return "boolean";
  const isObject =
    schema instanceof z.ZodObject || schema instanceof z.ZodArray || schema instanceof z.ZodRecord;
  return isObject ? "object" : null;
}
