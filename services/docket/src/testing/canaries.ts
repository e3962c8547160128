import {
  commandSchemas,
  customerCommands,
  personalFields,
  ticketCommands,
  type PersonalFields,
} from "@docket/schemas";
import type { Sent } from "./commands.ts";

/** What no file may hold once its customer is erased. */
export const CANARY = "CANARY";

/** Every personal field of every command that is about a customer, as `type/path`. */
export const everyPersonalField: readonly string[] = Object.entries({
  ...ticketCommands,
  ...customerCommands,
})
  .flatMap(([type, schema]) => pathsOf(personalFields(schema), type))
  .toSorted();

/** The command with a canary in each personal field that its schema has, those left out too. */
export function withCanaries(command: Sent): {
  readonly command: Sent;
  readonly planted: string[];
} {
  const schema = commandSchemas.get(command.type);
  const fields = schema === undefined ? undefined : personalFields(schema);
  if (fields === undefined || fields === true) return { command, planted: [] };
  const { data } = fields;
  return {
    command: { ...command, data: plant(command["data"], data, command.type) },
    planted: pathsOf(data, command.type),
  };
}

function plant(value: unknown, fields: PersonalFields | undefined, path: string): unknown {
  if (fields === undefined) return value;
  if (fields === true) {
    const canary = `${CANARY}-${path.replaceAll("/", "-").replace("*", "each")}`;
    return path.endsWith("/url") ? `https://files.example.com/${canary}` : canary;
  }
  const every = fields["*"];
  if (every !== undefined) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [{}];
    return items.map((item) => plant(item, every, `${path}/*`));
  }
  const planted = Object.entries(fields).map(([field, inner]) => {
    const known =
      typeof value === "object" && value !== null ? Reflect.get(value, field) : undefined;
    return [field, plant(known, inner, `${path}/${field}`)] as const;
  });
  return { ...(value as object), ...Object.fromEntries(planted) };
}

function pathsOf(fields: PersonalFields | undefined, path: string): string[] {
  if (fields === undefined) return [];
  if (fields === true) return [path];
  return Object.entries(fields).flatMap(([field, inner]) => pathsOf(inner, `${path}/${field}`));
}
