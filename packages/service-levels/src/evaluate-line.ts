import { z } from "zod";
import { compileCalendar, type Calendar } from "./calendar.ts";
import { calendarDocument } from "./calendar-document.ts";
import { parseDuration } from "./duration.ts";
import { evaluateClock } from "./evaluate.ts";
import { formatInstant, parseInstant, type EpochMs } from "./instant.ts";

const instant = z.string().transform((text, context) => {
  const at = parseInstant(text);
  if (at !== null) return at;
  context.addIssue(`"${text}" is no instant in UTC like 2026-03-29T00:00:00Z`);
  return z.NEVER;
});

const duration = z.string().transform((text, context) => {
  const result = parseDuration(text);
  if (result.ok) return result.ms;
  context.addIssue(result.problem);
  return z.NEVER;
});

const pause = z
  .tuple([instant, instant.nullable()])
  .refine(([from, to]) => to === null || to >= from, {
    error: "ends before it begins",
  });

const clockLine = z.strictObject({
  calendar: z.unknown(),
  target: duration,
  start: instant,
  pauses: z.array(pause).default([]),
  stop: instant.nullable().default(null),
  now: instant,
});

/** Lines tend to share calendars, and one costs more to make ready than a clock to evaluate. */
const compiled = new Map<string, Calendar>();
const MOST_COMPILED = 1_000;

type CalendarResult = { readonly calendar: Calendar } | { readonly problem: string };

const calendarOf = (document: unknown): CalendarResult => {
  const key = JSON.stringify(document) ?? "";
  const known = compiled.get(key);
  if (known !== undefined) return { calendar: known };
  const parsed = calendarDocument.safeParse(document);
  if (!parsed.success) return { problem: firstProblem(parsed.error, "calendar") };
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  const calendar = compileCalendar(parsed.data);
  compiled.set(key, calendar);
  return { calendar };
};

/** The field as one would write it in a program, then what is wrong with it. */
const firstProblem = (error: z.ZodError, root: string): string => {
  const [issue] = error.issues;
  if (issue === undefined) return `${root}: invalid`;
  const field = issue.path.reduce<string>(
    (path, key) => path + (typeof key === "number" ? `[${key}]` : `.${String(key)}`),
    root,
  );
  return field === "" ? issue.message : `${field.replace(/^\./, "")}: ${issue.message}`;
};

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const optionalInstant = (at: EpochMs | null): string | null =>
  at === null ? null : formatInstant(at);

const refuse = (error: string): string => JSON.stringify({ error });

/**
 * Evaluates one clock, given and answered as a line of JSON: the state with its figures, or `{"error"}` that names the
 * field. Both forms are described in the package's README.
 */
export const evaluateLine = (text: string): string => {
  const json = parseJson(text);
  if (json === undefined) return refuse("the line is not JSON");
  const line = clockLine.safeParse(json);
  if (!line.success) return refuse(firstProblem(line.error, ""));
  const found = calendarOf(line.data.calendar);
  if ("problem" in found) return refuse(found.problem);
  const evaluation = evaluateClock({ ...line.data, calendar: found.calendar });
  return JSON.stringify({
    state: evaluation.state,
    elapsedMs: evaluation.elapsedMs,
    dueAt: optionalInstant(evaluation.dueAt),
    breachesAt: optionalInstant(evaluation.breachesAt),
    breachedAt: optionalInstant(evaluation.breachedAt),
  });
};
