import type { z } from "zod";
import { ruleOfIssue } from "./rule-of-issue.ts";
import { refusal, type Refusal } from "./refusals.ts";

/** So much of a sender's own field name is repeated to them. */
const LONGEST_FIELD = 200;

/** What a schema found first in `input`, as a refusal that names the field, and the rule of a policy that it is in. */
export function refusalOfIssue({ issues: [issue] }: z.ZodError, input: unknown): Refusal {
  if (issue === undefined) return refusal("INVALID_FIELD");
  const rule = ruleOfIssue(input, issue.path);
  const where = rule === undefined ? "" : `In rule "${rule}", `;
  if (issue.code === "unrecognized_keys") {
    const field = nameOf([...issue.path, issue.keys[0] ?? ""]);
    return refusal("UNKNOWN_FIELD", `${where}\`${field}\`.`, { field });
  }
  const field = nameOf(issue.path);
  if (/^data\.form\.\w+$/.test(field) && issue.code === "invalid_format") {
    return refusal("FORM_FIELD_BLANK", `\`${field}\`.`, { field });
  }
  const allowed = issue.code === "invalid_value" ? { allowed: issue.values.map(String) } : {};
  if (field === "") return refusal("INVALID_FIELD", `${issue.message}.`);
  return refusal("INVALID_FIELD", `${where}\`${field}\`: ${issue.message}.`, { field, ...allowed });
}

const nameOf = (path: readonly PropertyKey[]) =>
  path.map(String).join(".").slice(0, LONGEST_FIELD).toWellFormed();
