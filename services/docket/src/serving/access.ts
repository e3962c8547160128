import { MOST_COMMANDS } from "@docket/command-api";
import { refusal, role, type Refusal } from "@docket/schemas";
import { hash, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import { refuse } from "../refused.ts";
import { jsonIn } from "../text-file.ts";

/** What a caller may do: issue commands, ask, or work on read models. */
const right = z.enum(["command", "query", "maintain"]);
export type Right = z.infer<typeof right>;

const caller = z
  .strictObject({
    name: z.string().min(1).max(120),
    /** Of the token, in hexadecimal: the file holds no secret. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    may: z.array(right).min(1),
    /** In which roles its commands may act. */
    roles: z.array(role).default([]),
  })
  .refine(({ may, roles }) => !may.includes("command") || roles.length > 0, {
    path: ["roles"],
    error: "are needed by who may command",
  });
export type Caller = z.infer<typeof caller>;
const callers = z
  .array(caller)
  .min(1)
  .superRefine((given, context) => {
    const first = new Map<string, number>();
    for (const [place, { sha256 }] of given.entries()) {
      const before = first.get(sha256);
      first.set(sha256, before ?? place);
      if (before === undefined) continue;
      const message = `is the token of ${before} already`;
      context.addIssue({ code: "custom", path: [place, "sha256"], message });
    }
  });

/** Who may call: anyone on this machine, or who has a token. */
export type Access =
  | { readonly kind: "thisMachine" }
  | { readonly kind: "tokens"; readonly callers: readonly Caller[] };

/** Reads the file of who may call. */
export function accessIn(file: string): Access {
  const read = callers.safeParse(jsonIn(file));
  if (read.success) return { kind: "tokens", callers: read.data };
  const problems = read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  return refuse("USAGE", `${file}: ${problems.join("; ")}`);
}

/** The caller that a header `Authorization: Bearer …` names. */
export function callerOf(
  access: readonly Caller[],
  header: string | undefined,
): Caller | undefined {
  const [, token] = /^Bearer +(\S{1,512})$/i.exec(header ?? "") ?? [];
  if (token === undefined) return undefined;
  const digest = hash("sha256", token, "buffer");
  return access.find(({ sha256 }) => timingSafeEqual(Buffer.from(sha256, "hex"), digest));
}

const acting = z.object({ actor: z.object({ role: z.string() }) });

/**
 * Why a caller may not send these commands; what names no role is refused as no command, and more than a batch has as too many:
 * a look at a million would hold up everybody.
 */
export function forbiddenRole({ roles }: Caller, body: unknown): Refusal | undefined {
  const allowed: readonly string[] = roles;
  for (const sent of Array.isArray(body) ? body.slice(0, MOST_COMMANDS) : [body]) {
    const named = acting.safeParse(sent).data?.actor.role;
    if (named === undefined || allowed.includes(named)) continue;
    const detail = `This token does not act as ${named}.`;
    return refusal("ROLE_MISSING", detail, { field: "actor.role", roles });
  }
  return undefined;
}
