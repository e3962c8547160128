import {
  identifier,
  no,
  refusal,
  refusalOfIssue,
  ticketCommands,
  yes,
  type OrRefusal,
  type TicketCommandType,
} from "@docket/schemas";
import { z } from "zod";
import { HISTORY_POLICY_NAME } from "./history-policy.ts";
import { timeReader } from "./time-format.ts";

const column = z.string().min(1);
const constant = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** Where a field's value comes from, when it is no constant. */
const fromColumn = z.strictObject({
  column,
  /** What the file's values stand for. One that is not listed is refused, or taken for `otherwise`. */
  values: z.record(z.string(), constant).optional(),
  /** Stands for what is missing or not listed; without it a missing value leaves the field out. */
  otherwise: constant.optional(),
  as: z.enum(["text", "number", "time"]).default("text"),
  /** Put before a text, so that the customers of two systems are not taken for each other. */
  prefix: z.string().min(1).optional(),
});
const template = z.record(z.string(), z.union([constant, fromColumn]));
const data = template.default({});

/** Commands that Docket alone sends, and those that name another ticket: a file knows no ticket's id. */
const NOT_MAPPED: ReadonlySet<string> = new Set<TicketCommandType>([
  ...(["open", "link", "unlink", "split", "merge", "unmerge", "correct"] as const),
  ...(["recordLink", "recordUnlink", "absorb", "release"] as const),
]);
const command = z.enum(Object.keys(ticketCommands).filter((type) => !NOT_MAPPED.has(type)));

/** A command that a row gives. */
const step = z
  .strictObject({
    command,
    data,
    /** Columns without which the row does not give this command. */
    when: z.array(column).default([]),
  })
  .superRefine((given, context) => refuseUnknownFields(given.command, given.data, context));

/** A command at an instant of a row that holds several; left out when the instant is missing. */
const datedStep = z
  .strictObject({
    ...step.shape,
    at: column,
    /** Columns with seconds to add to the instant. */
    plus: z.array(column).default([]),
  })
  .superRefine((given, context) => refuseUnknownFields(given.command, given.data, context));

const opening = template.superRefine((given, context) => {
  refuseUnknownFields("open", given, context);
});

const times = z
  .strictObject({ format: z.string().default("iso"), zone: z.string().default("UTC") })
  .refine((format) => timeReader(format) !== undefined, "is no time format in a known zone")
  .prefault({});

const everyMapping = {
  /** Names the system that the file comes from: the ids of its tickets and commands are made from it. */
  name: identifier,
  policy: identifier.default(HISTORY_POLICY_NAME),
  format: z.enum(["csv", "jsonLines", "xes"]),
  /** Between the fields of a CSV file. */
  delimiter: z
    .string()
    .regex(/^[^"\r\n]$/, "must be one character, no quote")
    .default(","),
  /** Texts that stand for no value, beside the empty one. */
  missing: z.array(z.string()).default([]),
  times,
  /** The column that names the ticket. */
  case: column,
};

/** The file's own tickets, which it opens, or those that another system's import has opened. */
const whoseTickets = {
  open: opening.optional(),
  /** The name of that system. */
  of: identifier.optional(),
};

const mappingSchema = z
  .discriminatedUnion("rows", [
    z.strictObject({
      ...everyMapping,
      ...whoseTickets,
      rows: z.literal("events"),
      at: column,
      activity: column,
      activities: z.record(z.string(), z.array(step)),
      /** What any other activity gives; without it, it is refused. */
      otherwise: z.array(step).optional(),
    }),
    z.strictObject({
      ...everyMapping,
      open: opening,
      rows: z.literal("tickets"),
      /** The column with the instant at which the ticket was opened. */
      opened: column,
      steps: z.array(datedStep),
    }),
    z.strictObject({
      ...everyMapping,
      ...whoseTickets,
      rows: z.literal("records"),
      /** The same, needed in the first row of a ticket that is to be opened. */
      opened: column.optional(),
      steps: z.array(datedStep),
    }),
  ])
  .superRefine((given, context) => {
    if (given.rows === "tickets") return;
    const { open, of } = given;
    if ((open === undefined) === (of === undefined))
      context.addIssue({
        code: "custom",
        path: ["open"],
        message: "either `open` or `of` is needed",
      });
    if (given.rows === "records" && (open === undefined) !== (given.opened === undefined))
      context.addIssue({ code: "custom", path: ["opened"], message: "goes with `open`" });
  });

export type Mapping = z.infer<typeof mappingSchema>;
export type EventMapping = Extract<Mapping, { rows: "events" }>;
/** Rows that hold several instants: a whole ticket, or a part of one. */
export type RecordMapping = Extract<Mapping, { rows: "tickets" | "records" }>;
export type Step = z.infer<typeof step>;
export type Template = z.infer<typeof template>;
export type FromColumn = z.infer<typeof fromColumn>;

/** Reads a mapping file's text: MAPPING_INVALID names the first wrong field, or says that it is no JSON. */
export function parseMapping(text: string): OrRefusal<Mapping> {
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch {
    return no(refusal("MAPPING_INVALID", "It is no JSON."));
  }
  const parsed = mappingSchema.safeParse(value);
  if (parsed.success) return yes(parsed.data);
  const { code: _, message, ...particulars } = refusalOfIssue(parsed.error, value);
  return no(refusal("MAPPING_INVALID", message, particulars));
}

function refuseUnknownFields(
  type: string,
  given: Readonly<Record<string, unknown>>,
  context: z.RefinementCtx,
): void {
  const schemas: Readonly<Record<string, z.ZodObject>> = ticketCommands;
  const fields = Object.keys(schemas[type]?.shape ?? {});
  const unknown = Object.keys(given).find((field) => !fields.includes(field));
  if (unknown === undefined) return;
  const path = type === "open" ? [unknown] : ["data", unknown];
  context.addIssue({ code: "custom", path, message: `\`${type}\` has no such field` });
}
