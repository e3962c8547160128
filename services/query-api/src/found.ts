import type { Refusal } from "@docket/schemas";

/** What was asked for, or why it is refused. */
export type Found<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export const yes = <Value>(value: Value): Found<Value> => ({ ok: true, value });
export const no = (why: Refusal): Found<never> => ({ ok: false, refusal: why });
