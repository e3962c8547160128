/**
 * Clocks of tickets reckoned a second time, from what `docket events --json` prints: by going through each clock's time step by
 * step, on calendars laid out day by day. Shares no code with what it checks. Knows rules of mode `carry` only.
 */
import { exceeded, msOf, openSpans, type CalendarInLog } from "./oracle-hours.ts";
import { startsOf, stops, type Start, type Step } from "./oracle-starts.ts";

export interface Logged {
  readonly type: string;
  readonly stream: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: { readonly occurredAt: string };
}

export interface OracleClock {
  readonly ticketId: string;
  readonly target: string;
  readonly instance: number;
  readonly state: string;
  readonly elapsedMs: number;
  readonly stoppedAt: string | null;
  readonly breachedAt: string | null;
  readonly channel: string;
}

interface Rule {
  readonly name: string;
  readonly target: string;
  readonly when: Readonly<Record<string, readonly unknown[]>>;
  readonly within: string;
  readonly calendar: string;
  readonly pauses: readonly string[];
}
interface Levels {
  readonly calendars: Readonly<Record<string, CalendarInLog>>;
  readonly rules: readonly Rule[];
}

export function clocksOfLog(events: readonly Logged[], now: number): OracleClock[] {
  const levels = new Map<string, Levels>();
  const tickets = new Map<string, Step[]>();
  for (const { type, stream, data, metadata } of events) {
    const id = stream.slice(stream.indexOf("-") + 1);
    if (type === "policyPublished") {
      const { serviceLevels } = data["document"] as { serviceLevels?: Levels };
      if (serviceLevels !== undefined)
        levels.set(`${id}@${String(data["version"])}`, serviceLevels);
    }
    const at = Date.parse(metadata.occurredAt);
    if (!stream.startsWith("ticket-") || at > now || ASIDE.includes(type)) continue;
    const steps = tickets.get(id) ?? [];
    tickets.set(id, steps);
    if (at < (steps.at(-1)?.at ?? at)) throw new Error(`${stream}: time jumps back`);
    steps.push({ type, at, data });
  }
  return [...tickets].flatMap(([ticketId, steps]) => {
    const [opening] = steps;
    if (opening === undefined) return [];
    const { name, version } = opening.data["policy"] as { name: string; version: number };
    const known = levels.get(`${name}@${version}`);
    if (known === undefined) throw new Error(`no levels for ${name}@${version}`);
    const channel = String(attributesAt(steps, steps.length - 1)["channel"]);
    return startsOf(steps).flatMap((start) => {
      const course = courseOf(start, steps, known, now);
      return course === undefined ? [] : [{ ticketId, channel, ...course }];
    });
  });
}

/** What may be recorded at any time after the fact, and changes no clock. */
const ASIDE = ["noteAdded", "linked", "unlinked", "absorbed", "released"];

function attributesAt(steps: readonly Step[], place: number): Readonly<Record<string, unknown>> {
  const attributes: Record<string, unknown> = { ...steps[0]?.data };
  for (const { type, data } of steps.slice(1, place + 1)) {
    if (type === "channelChanged") attributes["channel"] = data["to"];
    if (type === "reclassified") attributes["kind"] = "complaint";
    if (type === "categorised") attributes["category"] = data["category"];
    if (type === "priorityAssessed") attributes["priority"] = data["priority"];
    if (type.startsWith("priority") && "to" in data) attributes["priority"] = data["to"];
    if (type === "assigned" && data["team"] !== null) attributes["team"] = data["team"];
  }
  return attributes;
}

/** The rule that holds from each place on at which it is another one; undefined for none. */
function rulesOf(start: Start, steps: readonly Step[], { rules }: Levels) {
  const found: { readonly place: number; readonly rule: Rule | undefined }[] = [];
  for (let place = start.place; place < steps.length; place += 1) {
    const seen = attributesAt(steps, place);
    const own = start.target === "speedOfAnswer" ? steps[start.place]?.data["channel"] : undefined;
    const attributes = own === undefined ? seen : { ...seen, channel: own };
    const applies = start.target !== "registration" || attributes["kind"] === "complaint";
    const rule = rules.find(
      ({ target, when }) =>
        applies &&
        target === start.target &&
        Object.entries(when).every(([name, values]) => values.includes(attributes[name])),
    );
    if (found.length === 0 || rule !== found.at(-1)?.rule) found.push({ place, rule });
  }
  // What comes back is as if it had never been away.
  return found.filter(({ rule }, index) => {
    const before = found.slice(0, index).some((one) => one.rule !== undefined);
    return rule !== undefined || !before || found.slice(index).every((one) => !one.rule);
  });
}

const NEVER_PAUSE = ["registration", "acknowledgement", "speedOfAnswer"];

interface Course {
  readonly last: number;
  readonly elapsed: number;
  readonly stoppedAt: number | null;
  readonly breachedAt: number | null;
  readonly ended: string | null;
  /** When what stops it came, since the ticket ended. */
  readonly done: number | null;
}

const PROMISED: Rule = {
  name: "promised",
  target: "",
  when: {},
  within: "PT0S",
  calendar: "24x7",
  pauses: [],
};

function courseOf(start: Start, steps: readonly Step[], levels: Levels, now: number) {
  const targets = (steps[0]?.data["targets"] ?? {}) as Readonly<Record<string, string>>;
  const promise = targets[start.target];
  const promised = promise === undefined ? null : Date.parse(promise);
  const timeline =
    promised === null ? rulesOf(start, steps, levels) : [{ place: start.place, rule: PROMISED }];
  const first = timeline.find(({ rule }) => rule !== undefined);
  if (first?.rule === undefined) return undefined;
  const began = steps[start.place]?.at ?? 0;
  let rule = first.rule;
  let target = first.place === start.place ? msOf(rule.within) : Infinity;
  let course: Course = {
    last: began,
    elapsed: 0,
    stoppedAt: null,
    breachedAt: null,
    ended: null,
    done: null,
  };
  // A rule that comes after the stop holds once the clock goes on.
  let pending: Rule | null = null;
  let beforeMerge: Course | null = null;
  let wait: string | null = null;
  let resolved = false;

  const heldBy = () => {
    if (NEVER_PAUSE.includes(start.target)) return [];
    return start.target === "nextResponse" ? ["customer"] : rule.pauses;
  };
  const runTo = (at: number) => {
    const { last, elapsed, stoppedAt, breachedAt, ended } = course;
    if (stoppedAt !== null || ended !== null || at <= last) return;
    if (wait !== null && heldBy().includes(wait)) {
      course = { ...course, last: at };
      return;
    }
    const spans = openSpans(levels.calendars[rule.calendar], last, at);
    const run = spans.reduce((sum, [from, to]) => sum + to - from, 0);
    const missed =
      promised === null ? exceeded(spans, target - elapsed) : promised < at ? promised : null;
    const passed = breachedAt ?? missed;
    course = { ...course, last: at, elapsed: elapsed + run, breachedAt: passed };
  };
  const holdTo = (at: number) => {
    if (pending === null) return;
    rule = pending;
    target = msOf(rule.within);
    pending = null;
    if (course.elapsed > target) course = { ...course, breachedAt: course.breachedAt ?? at };
  };
  const end = (at: number, why: string) => {
    if (course.stoppedAt !== null || course.ended !== null) return;
    if (course.breachedAt === null) course = { ...course, ended: why };
    else course = { ...course, stoppedAt: at, ended: why };
  };

  for (const [place, { type, at, data }] of steps.entries()) {
    const isWait = type === "customerAwaited" || type === "thirdPartyAwaited";
    const endsWait = ["resumed", "resolved", "closed", "withdrawn", "reopened"].includes(type);
    if (place > start.place) runTo(at);
    if (isWait) wait = type === "customerAwaited" ? "customer" : "thirdParty";
    if (endsWait) wait = null;
    if (type === "resolved" || type === "reopened") resolved = type === "resolved";
    if (place < start.place) continue;
    if (place > start.place) {
      const own =
        start.interactionId === undefined || data["interactionId"] === start.interactionId;
      if (own && stops(start.target, type, data)) {
        if (course.ended === null) course = { ...course, stoppedAt: course.stoppedAt ?? at };
        else course = { ...course, done: course.done ?? at };
      }
      if (isAside(course) && endsForGood(start, type, own)) course = { ...course, ended: type };
      if (own && type === "contactAbandoned" && start.target === "speedOfAnswer") end(at, type);
      if (type === "withdrawn") end(at, type);
      if (
        type === "closed" &&
        !resolved &&
        /Resolution|nextResponse|progressUpdate/.test(start.target)
      )
        end(at, type);
      if (type === "merged") {
        beforeMerge = course;
        end(at, type);
      }
      if (type === "unmerged" && beforeMerge !== null) {
        course = beforeMerge;
        runTo(at);
      }
      if (type === "reopened") {
        course = goneOn(course, start.target, at);
        const { stoppedAt, breachedAt } = course;
        if (promised !== null && stoppedAt !== null && stoppedAt > promised)
          course = { ...course, breachedAt: breachedAt ?? promised };
        if (course.stoppedAt === null) holdTo(at);
      }
    }
    const change = timeline.find((one) => one.place === place);
    if (change === undefined || place === start.place) continue;
    if (change.rule === undefined) end(at, "no rule");
    else if (place >= first.place) {
      pending = change.rule;
      if (course.stoppedAt === null) holdTo(at);
    }
  }
  runTo(now);
  if (target === Infinity) return undefined;
  const held = wait !== null && heldBy().includes(wait);
  return {
    target: start.target,
    instance: start.instance,
    state: stateOf(course, held),
    elapsedMs: course.elapsed,
    stoppedAt: course.stoppedAt === null ? null : new Date(course.stoppedAt).toISOString(),
    breachedAt: course.breachedAt === null ? null : new Date(course.breachedAt).toISOString(),
  };
}

const stateOf = ({ breachedAt, stoppedAt, ended }: Course, held: boolean): string => {
  if (breachedAt !== null) return "breached";
  if (ended !== null) return "cancelled";
  if (stoppedAt !== null) return "met";
  return held ? "paused" : "running";
};

const isAside = ({ ended }: Course): boolean => ended === "withdrawn" || ended === "closed";

const endsForGood = ({ target }: Start, type: string, own: boolean): boolean =>
  target === "nextResponse"
    ? type === "messageReceived"
    : target === "speedOfAnswer" && own && type === "contactAbandoned";

function goneOn(course: Course, target: string, at: number): Course {
  if (isAside(course)) {
    return course.done !== null
      ? { ...course, stoppedAt: course.done, ended: null }
      : { ...course, last: at, stoppedAt: null, ended: null };
  }
  const runsOn = target === "totalResolution" || target === "closure";
  return runsOn && course.stoppedAt !== null ? { ...course, last: at, stoppedAt: null } : course;
}
