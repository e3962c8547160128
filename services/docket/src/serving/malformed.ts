import { refusal, type Refusal } from "@docket/schemas";
import type { z } from "zod";

/** Why a body is refused, by the first field that is wrong. */
export function malformed({ issues: [issue] }: z.ZodError): Refusal {
  const field = issue?.path.join(".") ?? "";
  return refusal("INVALID_FIELD", `\`${field}\`: ${issue?.message ?? ""}.`, { field });
}
