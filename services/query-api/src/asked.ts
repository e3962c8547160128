import { instant as canonical } from "@docket/event-sourcing";
import {
  instant,
  isTimeZone,
  no,
  refusal,
  refusalOfIssue,
  yes,
  type OrRefusal,
} from "@docket/schemas";
import { dimensions, MOST_INSTANTS, type ReportQuestion } from "@docket/reporting";
import { compilePolicy, DAY, targetNames, type EpochMs, type Policy } from "@docket/service-levels";
import { z } from "zod";
import type { Asked } from "./report-source.ts";

/** The years that instants have. */
const at = z
  .int()
  .min(Date.parse("0001-01-01T00:00:00Z"))
  .max(Date.parse("9999-12-31T23:59:59.999Z"));

/** Further ahead nothing is judged: the opening hours of every clock that runs are reckoned up to then, day by day. */
export const MOST_YEARS_AHEAD = 200;
const MOST_AHEAD_MS = MOST_YEARS_AHEAD * 365 * DAY;
export const isTooFarAhead = (now: EpochMs, clock: EpochMs): boolean => now > clock + MOST_AHEAD_MS;

const period = z
  .strictObject({
    from: at.nullable(),
    to: at.nullable(),
    zone: z.string().refine(isTimeZone, "is no IANA time zone"),
  })
  .refine(({ from, to }) => from === null || to === null || from < to, {
    path: ["to"],
    error: "is not after the beginning of the period",
  });

const question = {
  period,
  now: at,
  asOf: at.nullable(),
  by: z
    .array(z.enum(dimensions))
    .refine((names) => new Set(names).size === names.length, "names a dimension twice"),
  policy: z.string().max(300).nullable(),
};
const calendar = z.string().min(1).max(200);

/** What each kind of report is asked. */
export const questions = {
  kpi: z.strictObject({ ...question, calendar }),
  agents: z.strictObject({ ...question, calendar }),
  sla: z.strictObject({ ...question, only: z.array(z.enum(targetNames)) }),
  backlog: z
    .strictObject({ ...question, calendar, instants: z.array(at).max(MOST_INSTANTS + 1) })
    .refine(({ instants, now }) => instants.every((one) => one <= now), {
      path: ["instants"],
      error: "none may lie after `now`",
    }),
};

/** What {@link askedText} wrote, in a request's body; `clock` is the present. */
export function parseAsked<Question extends ReportQuestion>(
  ofKind: z.ZodType<Question>,
  body: unknown,
  clock: EpochMs,
): OrRefusal<Asked<Question>> {
  const parsed = z
    .strictObject({
      question: ofKind,
      policy: z.unknown(),
      knownAt: instant.nullable(),
      isPresent: z.boolean(),
    })
    .safeParse(body);
  if (!parsed.success) return no(refusalOfIssue(parsed.error, body));
  const { policy: document, knownAt, isPresent } = parsed.data;
  if (isTooFarAhead(parsed.data.question.now, clock)) return no(tooFarAhead);
  const policy = policyIn(document);
  if (!policy.ok) return policy;
  return yes({
    question: { ...parsed.data.question, policy: policy.value?.version ?? null },
    policy: policy.value,
    knownAt: knownAt === null ? null : canonical(Date.parse(knownAt)),
    isPresent,
  });
}

/** As a request's body. */
export const askedText = ({ policy, ...asked }: Asked<ReportQuestion>): string =>
  JSON.stringify({ ...asked, policy: policy?.document ?? null });

function policyIn(document: unknown): OrRefusal<Policy | null> {
  if (document === null || document === undefined) return yes(null);
  const compiled = compilePolicy(document);
  if (compiled.ok) return yes(compiled.policy);
  const [first] = compiled.problems;
  const detail = `\`${first?.field ?? ""}\`: ${first?.problem ?? ""}`;
  return no(refusal("POLICY_UNWORKABLE", detail, { field: first?.field ?? "" }));
}

const tooFarAhead = refusal(
  "INVALID_FIELD",
  `\`question.now\` lies more than ${MOST_YEARS_AHEAD} years ahead.`,
  { field: "question.now" },
);
