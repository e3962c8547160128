import { existsSync, readFileSync } from "node:fs";
import type { z } from "zod";
import { refuse } from "./refused.ts";
import { utf8 } from "./text-lines.ts";

/** The text of a file that a caller names, without a byte order mark; refused when it is not UTF-8. */
export const textIn = (file: string): string =>
  utf8(readFileSync(file)) ?? refuse("MALFORMED_JSON", `${file} is not UTF-8.`);

/** The JSON of such a file; refused when it is none. */
export function jsonIn(file: string): unknown {
  const text = textIn(file);
  try {
    return JSON.parse(text);
  } catch (error) {
    return refuse("MALFORMED_JSON", `${file}: ${String(error)}.`);
  }
}

/** What Docket noted in a file of a folder; undefined where there is none, refused where it was damaged. */
export function noteIn<Note>(file: string, schema: z.ZodType<Note>): Note | undefined {
  if (!existsSync(file)) return undefined;
  const read = schema.safeParse(jsonIn(file));
  return read.success
    ? read.data
    : refuse("MALFORMED_JSON", `${file} does not hold what was noted in it.`);
}
