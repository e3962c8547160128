import { sourcedTicket } from "@docket/query-api";
import type { AlarmEntry } from "@docket/read-models";
import { clocksOf, explainClock, type ClockExplanation } from "@docket/reporting";
import { formatDuration, isTargetName, targetNames, type TargetName } from "@docket/service-levels";
import type { Output } from "../output.ts";
import { found, refuse } from "../refused.ts";
import { requestIn, type ReportOptions } from "./report.ts";
import { asking, countIn, EXIT } from "./verb.ts";

interface WhyOptions extends Pick<
  ReportOptions,
  "data" | "url" | "token" | "json" | "now" | "policy"
> {
  readonly instance: string;
}

/** Explains a clock of a ticket, down to the events. */
export function why(name: string, targetText: string, options: WhyOptions): Promise<void> {
  const target = targetIn(targetText);
  const instance = countIn("instance", options.instance);
  const { question, policy } = requestIn(options);
  return asking(options, async (desk, output) => {
    const { ticketId } = found(await desk.queries.ticket(name));
    const ticket = await sourcedTicket(desk.reports, ticketId, policy);
    const clock =
      ticket === undefined ? null : explainClock(ticket, target, instance, question.now);
    if (clock === null) {
      const clocks = ticket === undefined ? [] : clocksOf(ticket, question.now);
      return refuse("NOT_FOUND", `\`${name}\` has no clock ${target} ${instance} then.`, {
        allowed: clocks.map((one) => `${one.target} ${one.instance}`),
      });
    }
    const { alarms } = found(
      await desk.queries.alarms({ ticketId, target }, { limit: MOST_ALARMS }),
    );
    const told = alarms.filter((one) => one.instance === instance && one.passedAt <= clock.now);
    if (output.json) output.object({ ...clock, told });
    else print(clock, told, output);
    return EXIT.done;
  });
}

const targetIn = (text: string): TargetName =>
  isTargetName(text)
    ? text
    : refuse("INVALID_FIELD", `\`${text}\` is no target.`, {
        field: "target",
        allowed: targetNames,
      });

/** Of one target of a ticket. */
const MOST_ALARMS = 1_000;

function print(clock: ClockExplanation, told: readonly AlarmEntry[], output: Output): void {
  const { terms } = clock;
  output.text(`ticket ${clock.ticketId}, ${clock.target} ${clock.instance}: ${clock.state}`);
  output.table(
    ["terms", ""],
    [
      ["policy", terms.policyVersion],
      ["rule", terms.rule],
      ["target", terms.target],
      ["calendar", `${terms.calendar}, version ${terms.calendarVersion}, ${terms.timeZone}`],
      ["stands still while waiting for", terms.pausesOn.join(", ") || "nobody"],
    ],
  );
  output.table(
    ["rule looked at", "matched", "because of"],
    clock.match.map(({ rule, matched, unfit }) => [
      rule,
      matched ? "yes" : "no",
      unfit === null ? null : `${unfit.attribute} is ${unfit.value ?? "not known"}`,
    ]),
  );
  output.table(
    ["at", "the clock", "because of", "revision", "event"],
    clock.history.map((step) => [step.at, step.did, step.type, step.revision, step.eventId]),
  );
  if (clock.pauses.length > 0) {
    output.table(["stood still from", "to", "because"], clock.pauses.map(Object.values));
  }
  output.table(
    ["ran from", "to", "opening hours that counted", "open time"],
    clock.segments.map(({ from, to, open, openMs }) => [
      from,
      to,
      open.map((interval) => interval.join(" – ")).join("\n"),
      formatDuration(openMs),
    ]),
  );
  output.table(["reckoning", ""], reckoningOf(clock));
  if (told.length > 0) {
    output.table(
      ["told", "passed"],
      told.map((one) => [one.kind === "breach" ? "breach" : `${one.threshold} %`, one.passedAt]),
    );
  }
}

function reckoningOf(clock: ClockExplanation): readonly (readonly [string, string | null])[] {
  const { elapsedMs, targetMs } = clock;
  const parts = clock.segments.map(({ openMs }) => formatDuration(openMs));
  const sum = parts.length > 1 ? `${parts.join(" + ")} = ` : "";
  return [
    ["elapsed", `${sum}${formatDuration(elapsedMs)}`],
    ...(targetMs === null
      ? []
      : [["against the target", comparison(elapsedMs, targetMs)] as const]),
    ["due", clock.dueAt],
    ["breaches after", clock.breachesAt],
    ["stopped", clock.stoppedAt],
    ["breached", clock.breachedAt],
    ["cause", clock.cause],
    ...clock.rescinded.map(
      (one) => ["taken back", `${one.state} of ${one.decidedAt}, at ${one.rescindedAt}`] as const,
    ),
  ];
}

const comparison = (elapsedMs: number, targetMs: number): string =>
  elapsedMs > targetMs
    ? `${formatDuration(elapsedMs - targetMs)} more than ${formatDuration(targetMs)}`
    : `${formatDuration(targetMs - elapsedMs)} left of ${formatDuration(targetMs)}`;
