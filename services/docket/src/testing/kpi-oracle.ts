/**
 * The key figures once more, from the printed events alone, by the rules in the README of packages/service-levels: nothing
 * here is shared with the reports.
 */

import { businessTime, handling, type Observed, type Session } from "./kpi-oracle-handling.ts";

export interface PrintedEvent {
  readonly stream: string;
  readonly revision: number;
  readonly type: string;
  readonly data: Readonly<Record<string, unknown>>;
  readonly metadata: { readonly occurredAt: string };
}

interface Seen {
  readonly type: string;
  readonly at: number;
  readonly data: Readonly<Record<string, unknown>>;
}

const WEEK = 7 * 86_400_000;
const ANSWER_WITHIN: Readonly<Record<string, number>> = { phone: 12_000, chat: 120_000 };

export function observe(events: readonly PrintedEvent[], now: number, backlogAt: number) {
  const streams = new Map<string, Seen[]>();
  for (const { stream, type, data, metadata } of events) {
    const at = Date.parse(metadata.occurredAt);
    if (!stream.startsWith("ticket-") || at > now) continue;
    streams.set(stream, [...(streams.get(stream) ?? []), { type, at, data }]);
  }
  const observed: Observed[] = [];
  const personOf = personsIn(events);
  const visits: { who: string; category: string; at: number }[] = [];
  const sessions: Session[] = [];
  const candidates: (Observed & { category: string | null; openedAt: number; pure: boolean })[] =
    [];
  for (const [stream, seen] of streams) {
    const opening = seen.find(({ type }) => type === "opened");
    if (opening === undefined) continue;
    const last = (type: string, field: string, first: unknown): string | null => {
      const value = seen.findLast((event) => event.type === type)?.data[field] ?? first;
      return typeof value === "string" ? value : null;
    };
    const named = last("customerIdentified", "customerId", opening.data["customerId"]);
    const customer = named === null ? null : personOf(named);
    const category = last("categorised", "category", null);
    const channel = last("channelChanged", "to", opening.data["channel"]) ?? "";
    const who = customer ?? stream;
    const see = (figure: string, at: number, rest: Partial<Observed> = {}) =>
      void observed.push({ figure, at, channel, agent: null, ...rest });
    const since = (figure: string, event: Seen | undefined) => {
      if (event === undefined) return;
      const [ms, businessMs] = [
        Math.max(0, event.at - opening.at),
        businessTime(opening.at, event.at),
      ];
      see(figure, event.at, { ms, businessMs, agent: agentAt(seen, event) });
    };
    if (customer !== null && category !== null) {
      visits.push({ who: customer, category, at: opening.at });
    }

    const replies = seen.filter(({ type }) => type === "replied");
    since("firstResponseTimeAny", replies[0]);
    since(
      "firstResponseTime",
      replies.find(({ data }) => data["automatic"] === false),
    );

    const resolutions = seen.filter(({ type }) => type === "resolved");
    const [first] = resolutions;
    const end = resolutions.at(-1);
    if (first !== undefined && end !== undefined) {
      since("firstResolutionTime", first);
      since("fullResolutionTime", end);
      see("resolutionEffort", end.at, { ...effortUpTo(seen, end), agent: agentAt(seen, end) });
      const after = seen.slice(seen.indexOf(first));
      const back = after.find(({ type }) => type === "reopened");
      const agent = agentAt(seen, first);
      see("reopenRate", first.at, { hit: back !== undefined && back.at - first.at <= WEEK, agent });
      const spoilers = seen.filter(
        ({ type, data }) =>
          type === "messageReceived" ||
          type === "clarificationAnswered" ||
          type === "reopened" ||
          (type === "assigned" && data["transfer"] === true),
      );
      if (now - first.at > WEEK) {
        const pure = spoilers.length === 0 && callsBeside(seen, opening) === 0;
        const [at, openedAt] = [first.at, opening.at];
        candidates.push({
          figure: "firstContactResolution",
          at,
          channel,
          agent,
          who: customer ?? "",
          category,
          openedAt,
          pure,
        });
      }
    }

    for (const [place, { type, at, data }] of seen.entries()) {
      if (type === "contactQueued" && ["phone", "chat"].includes(String(data["channel"]))) {
        const own = String(data["channel"]);
        const over = seen
          .slice(place + 1)
          .find(
            (next) =>
              ["contactAnswered", "contactAbandoned"].includes(next.type) &&
              next.data["interactionId"] === data["interactionId"],
          );
        // Whoever waits with a merged ticket is not told of here.
        if (over === undefined && isMerged(seen)) continue;
        const waited = over?.type === "contactAnswered" ? over.at - at : null;
        see("abandonment", at, { hit: over?.type === "contactAbandoned", channel: own });
        see("answeredInTime", at, {
          hit: waited !== null && waited <= (ANSWER_WITHIN[own] ?? 0),
          channel: own,
        });
        if (waited !== null) {
          const businessMs = businessTime(at, at + waited);
          see("speedOfAnswer", at, { ms: waited, businessMs, channel: own });
        }
      }
      if (type === "surveyInvited") {
        const hit = seen.some(
          (next) => next.type === "surveyAnswered" && next.data["surveyId"] === data["surveyId"],
        );
        const before = seen.slice(0, place).findLast((event) => event.type === "resolved");
        const agent = before === undefined ? null : agentAt(seen, before);
        see("surveyResponseRate", at, { hit, agent });
      }
      if (type === "surveyAnswered" && typeof data["nps"] === "number") {
        see("nps", at, { score: data["nps"], who });
      }
      if (type === "handlingStarted") {
        const over = seen.find(
          (next) => next.type === "handlingEnded" && next.data["sessionId"] === data["sessionId"],
        );
        const interaction = `${stream} ${String(data["interactionId"] ?? data["sessionId"])}`;
        const agent = String(data["agent"]);
        sessions.push({ interaction, agent, channel, from: at, to: over?.at ?? null });
      }
    }
    const answers = Map.groupBy(
      seen.filter(({ type, data }) => type === "surveyAnswered" && data["csat"] !== undefined),
      ({ data }) => data["surveyId"],
    );
    for (const given of answers.values()) {
      const inOrder = given.toSorted((a, b) => a.at - b.at);
      const counts = inOrder.findLast(({ at }) => at - (inOrder[0]?.at ?? 0) <= WEEK);
      if (counts === undefined) continue;
      const agent = counts.data["agent"] as string | null;
      see("csat", counts.at, { hit: Number(counts.data["csat"]) >= 4, agent });
    }
    if (isOpen(seen, backlogAt)) {
      see("backlog", backlogAt, {
        ms: backlogAt - opening.at,
        channel: channelAt(seen, backlogAt),
      });
    }
  }
  for (const { category, openedAt, pure, ...candidate } of candidates) {
    const others = visits.filter(
      (visit) =>
        visit.who === candidate.who &&
        visit.category === category &&
        visit.at >= openedAt &&
        visit.at <= candidate.at + WEEK,
    );
    observed.push({ ...candidate, hit: pure && others.length <= 1 });
  }
  observed.push(...handling(sessions, now));
  return observed;
}

/** Whoever was merged is who they were merged into, or who that one was merged into. */
function personsIn(events: readonly PrintedEvent[]) {
  const into = new Map<string, string>();
  for (const { stream, type, data } of events) {
    if (type === "customerMerged") into.set(stream.slice("customer-".length), String(data["into"]));
  }
  const personOf = (customer: string): string => {
    const next = into.get(customer);
    return next === undefined ? customer : personOf(next);
  };
  return personOf;
}

/** Calls beside the one that opened the ticket: that one is the customer's first word, and rings where the ticket was opened. */
function callsBeside(seen: readonly Seen[], opening: Seen): number {
  const calls = new Set(seen.filter(isCall).map(({ data }) => data["interactionId"]));
  const word = seen.find((event) => SAID.includes(event.type) || isCall(event));
  const opened =
    word !== undefined && isCall(word) && word.data["channel"] === opening.data["channel"];
  return calls.size - (opened ? 1 : 0);
}

const SAID = ["messageReceived", "clarificationAnswered"];
const isCall = ({ type }: Seen): boolean => type === "contactQueued";

const isMerged = (seen: readonly Seen[]): boolean =>
  seen.findLast(({ type }) => type === "merged" || type === "unmerged")?.type === "merged";

const CLOSING = ["closed", "withdrawn", "merged"];

function isOpen(seen: readonly Seen[], at: number): boolean {
  let open = false;
  let beforeMerge = false;
  for (const { type, at: when } of seen) {
    if (when > at) continue;
    if (type === "merged") beforeMerge = open;
    if (type === "opened" || type === "reopened") open = true;
    else if (CLOSING.includes(type)) open = false;
    else if (type === "unmerged") open = beforeMerge;
  }
  return open;
}

function channelAt(seen: readonly Seen[], at: number): string {
  const events = seen.filter((event) => event.at <= at);
  const changed = events.findLast(({ type }) => type === "channelChanged");
  return String(changed?.data["to"] ?? events[0]?.data["channel"]);
}

/** The assignee when an event happened, or else the agent who was handling the ticket, of several the latest. */
function agentAt(seen: readonly Seen[], event: Seen): string | null {
  const before = seen.slice(0, seen.indexOf(event));
  const assigned = before.findLast(({ type }) => type === "assigned" || type === "unassigned");
  if (typeof assigned?.data["agent"] === "string") return assigned.data["agent"];
  const ended = new Set(
    before.filter(({ type }) => type === "handlingEnded").map(({ data }) => data["sessionId"]),
  );
  const handled = before.findLast(
    ({ type, data }) => type === "handlingStarted" && !ended.has(data["sessionId"]),
  );
  return handled === undefined ? null : String(handled.data["agent"]);
}

const STANDS_STILL = [
  "customerAwaited",
  "thirdPartyAwaited",
  "resolved",
  "closed",
  "withdrawn",
] as const;

/** Second by second it would take too long: from one event to the next, by what the ticket was doing. */
function effortUpTo(seen: readonly Seen[], end: Seen) {
  let working = false;
  let [ms, businessMs, before] = [0, 0, 0];
  for (const event of seen.slice(0, seen.indexOf(end) + 1)) {
    const at = Math.max(before, event.at);
    if (working) [ms, businessMs] = [ms + at - before, businessMs + businessTime(before, at)];
    before = at;
    if (["opened", "resumed", "reopened"].includes(event.type)) working = true;
    if (STANDS_STILL.some((type) => type === event.type)) working = false;
  }
  return { ms, businessMs };
}
