import { instant } from "@docket/event-sourcing";
import {
  calendarRefusal,
  isTooFarAhead,
  MOST_YEARS_AHEAD,
  reportedTickets,
  type Asked,
} from "@docket/query-api";
import {
  parseDimensions,
  parsePeriod,
  readInstant,
  type Dimension,
  type Period,
  type ReportedArticle,
  type ReportQuestion,
} from "@docket/reporting";
import {
  compilePolicy,
  type EpochMs,
  type Policy,
  type ReportedTicket,
} from "@docket/service-levels";
import { found, refuse, Refused } from "../refused.ts";
import type { Desk } from "../session.ts";
import { jsonIn } from "../text-file.ts";
import type { PrintOptions } from "./report-print.ts";
import type { CommonOptions } from "./verb.ts";

/** What every report is told. */
export interface ReportOptions extends CommonOptions, PrintOptions {
  readonly from?: string;
  readonly to?: string;
  readonly zone?: string;
  readonly by?: string;
  readonly policy?: string;
  readonly now?: string;
  readonly asOf?: string;
}

/** What every report is asked, and the tickets it is made from. */
export type ReportRequest = Asked<ReportQuestion>;

export function requestIn(options: ReportOptions): ReportRequest {
  if (options.html !== undefined && options.tickets === true) {
    refuse("USAGE", "`--html` shows figures; `--csv` and `--json` give the rows behind them.");
  }
  const present = Date.now();
  const now = options.now === undefined ? present : instantIn("now", options.now);
  if (isTooFarAhead(now, present)) {
    const detail = `\`--now\` lies more than ${MOST_YEARS_AHEAD} years ahead.`;
    refuse("INVALID_FIELD", detail, { field: "now" });
  }
  const asOf = options.asOf === undefined ? present : instantIn("as-of", options.asOf);
  const policy = options.policy === undefined ? null : policyIn(options.policy);
  return {
    question: {
      period: periodIn(options),
      now,
      asOf,
      by: options.by === undefined ? [] : dimensionsIn(options.by),
      policy: policy?.version ?? null,
    },
    policy,
    knownAt: asOf < present ? instant(asOf) : null,
    isPresent: options.now === undefined && options.asOf === undefined,
  };
}

/** All tickets as the request wants them known, a page at a time. */
export async function* ticketsOf(
  desk: Desk,
  { knownAt, policy }: ReportRequest,
): AsyncGenerator<readonly ReportedTicket[]> {
  await settled(desk);
  yield* reportedTickets(desk.reports, knownAt, policy);
}

/** What a report of the desk is asked, once all that was sent is visible. */
export async function askedOf<Question>(
  desk: Desk,
  request: ReportRequest,
  question: Question,
): Promise<Asked<Question>> {
  await settled(desk);
  return { ...request, question };
}

/** Refuses a calendar that no policy has. */
export async function requireCalendar(
  desk: Desk,
  { policy }: ReportRequest,
  calendar: string,
): Promise<void> {
  await settled(desk);
  const why = await calendarRefusal(desk.reports, { calendar, policy, field: "calendar" });
  if (why !== undefined) throw new Refused(why);
}

/** All articles as the request wants them known. */
export async function articlesOf(
  desk: Desk,
  { knownAt, question: { now } }: ReportRequest,
): Promise<readonly ReportedArticle[]> {
  await settled(desk);
  return desk.reports.articles(knownAt, now);
}

const MOST_WAIT_MS = 30_000;

/** Whatever was sent before is counted. */
async function settled({ queries }: Desk): Promise<void> {
  found(await queries.settled(AbortSignal.timeout(MOST_WAIT_MS)));
}

export function instantIn(option: string, text: string): EpochMs {
  const at = readInstant(text);
  if (at !== undefined) return at;
  const detail = `\`--${option}\`: ${text} is no instant like 2026-03-02T09:15:00Z.`;
  return refuse("INVALID_FIELD", detail, { field: option });
}

function periodIn(options: ReportOptions): Period {
  const parsed = parsePeriod(options);
  if (parsed.ok) return parsed.period;
  const { field, problem } = parsed;
  return refuse("INVALID_FIELD", `\`--${field}\` ${problem}.`, { field });
}

function dimensionsIn(text: string): readonly Dimension[] {
  const parsed = parseDimensions(text);
  if (parsed.ok) return parsed.by;
  return refuse("INVALID_FIELD", `\`--by\`: ${parsed.problem}.`, { field: "by" });
}

/** A file of service levels, `{calendars, rules}`; its name, version and date may be left out. */
function policyIn(file: string): Policy {
  const compiled = compilePolicy({ ...UNNAMED, ...objectIn(file) });
  if (compiled.ok) return compiled.policy;
  const [first] = compiled.problems;
  const rule = first?.rule === null ? "" : `rule ${first?.rule ?? ""}: `;
  const detail = `${rule}\`${first?.field ?? ""}\`: ${first?.problem ?? ""}`;
  return refuse("POLICY_UNWORKABLE", detail, { field: first?.field ?? "" });
}

const UNNAMED = { name: "file", version: 1, effectiveFrom: "1970-01-01T00:00:00Z" };

function objectIn(file: string): object {
  const value = jsonIn(file);
  if (typeof value === "object" && value !== null) return value;
  return refuse("INVALID_FIELD", "A file of service levels is an object.");
}
