import { complaint } from "./refusals/complaint.ts";
import type { Entry } from "./refusals/entry.ts";
import { identity } from "./refusals/identity.ts";
import { importing } from "./refusals/importing.ts";
import { lifeCycle } from "./refusals/life-cycle.ts";
import { linking } from "./refusals/linking.ts";
import { policy } from "./refusals/policy.ts";
import { request } from "./refusals/request.ts";
import { resolution } from "./refusals/resolution.ts";
import { rightsAndTime } from "./refusals/rights-and-time.ts";
import { store } from "./refusals/store.ts";

export type { Retry } from "./refusals/entry.ts";

/** The catalogue by subject, as docs/errors.md lists it. */
export const refusalsBySubject: Readonly<Record<string, Readonly<Record<string, Entry>>>> = {
  "The request itself": request,
  "Who and when": rightsAndTime,
  "Identity and concurrency": identity,
  "The life cycle": lifeCycle,
  "The complaint procedure": complaint,
  "Resolution and follow-up": resolution,
  "Two tickets": linking,
  Policies: policy,
  Imports: importing,
  "The store and the service": store,
};

/** Every code that Docket refuses with. A retired code stays listed. docs/errors.md is generated from here. */
export const refusals = {
  ...request,
  ...rightsAndTime,
  ...identity,
  ...lifeCycle,
  ...complaint,
  ...resolution,
  ...linking,
  ...policy,
  ...importing,
  ...store,
} as const satisfies Record<string, Entry>;

export type RefusalCode = keyof typeof refusals;

/** Why a request was refused, and what would be allowed. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly message: string;
  /** The field that is wrong, as a path: `data.form.product`. */
  readonly field?: string;
  /** What could be sent instead: commands, ids, levels, as the code's remedy says. */
  readonly allowed?: readonly string[];
  /** The roles that may. */
  readonly roles?: readonly string[];
}

/** A refusal of the catalogue, with its text followed by what is particular to this case. */
export function refusal(
  code: RefusalCode,
  detail?: string,
  particulars: Omit<Refusal, "code" | "message"> = {},
): Refusal {
  const text = refusals[code].text;
  return { code, message: detail === undefined ? text : `${text} ${detail}`, ...particulars };
}

/** The same again can succeed at once: nothing is wrong with what was asked. */
export const isTransient = ({ code }: Pick<Refusal, "code">): boolean =>
  refusals[code].retry === "same";

/** A value, or why there is none. */
export type OrRefusal<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly refusal: Refusal };

export const yes = <Value>(value: Value): OrRefusal<Value> => ({ ok: true, value });
export const no = (why: Refusal): OrRefusal<never> => ({ ok: false, refusal: why });

export const isRefusalCode = (code: string): code is RefusalCode => Object.hasOwn(refusals, code);
