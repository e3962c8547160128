import { position, type Position } from "@docket/event-sourcing";
import { z } from "zod";
import { parseJson } from "./parse-json.ts";

/** An idle relay's word that all events up to here are in the stream, and where it ends. */
export interface Mark {
  /** `null` for an empty log. */
  readonly position: string | null;
  readonly sequence: number;
}

const mark = z.object({
  position: z
    .string()
    .regex(/^\d{1,20}$/)
    .nullable(),
  sequence: z.int().nonnegative(),
});

/** `undefined` for what no relay says. */
export function readMark(
  text: string,
): { readonly position: Position | null; readonly sequence: number } | undefined {
  const read = mark.safeParse(parseJson(text));
  if (!read.success) return undefined;
  const { position: at, sequence } = read.data;
  return { sequence, position: at === null ? null : position(BigInt(at)) };
}
