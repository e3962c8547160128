import { commandSchemas, commandTypes, type Command } from "./command.ts";
import { refusalOfRights } from "./parse-policy.ts";
import { refusalOfIssue } from "./refusal-of-issue.ts";
import { refusal, type Refusal } from "./refusals.ts";

export type Parsed =
  | { readonly ok: true; readonly command: Command }
  | { readonly ok: false; readonly commandId: string | null; readonly refusal: Refusal };

/** Reads a command from what JSON gave. What is refused names the first wrong field. */
export function parseCommand(value: unknown): Parsed {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refused(value, refusal("INVALID_FIELD", "A command is a JSON object."));
  }
  const type = "type" in value ? value.type : undefined;
  const schema = typeof type === "string" ? commandSchemas.get(type) : undefined;
  if (schema === undefined) {
    return refused(
      value,
      refusal("UNKNOWN_COMMAND", undefined, { field: "type", allowed: commandTypes }),
    );
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) return refused(value, refusalOfIssue(parsed.error, value));
  const command = parsed.data;
  if (!isCommand(command)) return refused(value, refusal("INVALID_FIELD"));
  if (command.type === "publishPolicy") {
    const misnamed = refusalOfRights(command.data.document, "data.document.rights");
    if (misnamed !== undefined) return refused(value, misnamed);
  }
  return { ok: true, command };
}

/** What a schema of {@link commandSchemas} has read: they and the type are made of the same parts. */
const isCommand = (read: unknown): read is Command => typeof read === "object" && read !== null;

function refused(value: unknown, why: Refusal): Parsed {
  const hasId = typeof value === "object" && value !== null && "commandId" in value;
  const id = hasId && typeof value.commandId === "string" ? value.commandId.slice(0, 100) : null;
  return { ok: false, commandId: id, refusal: why };
}
