import type { Calendar } from "../calendar.ts";
import type { EpochMs } from "../instant.ts";
import { times } from "./measured-ticket.ts";
import type { Span } from "./ticket-measures.ts";

/** An agent's work on an interaction; `to` is null while it goes on. */
interface Session {
  readonly agent: string;
  readonly from: EpochMs;
  readonly to: EpochMs | null;
}

/**
 * What the sessions of one interaction took if their agent did nothing else meanwhile, in the order in which they began;
 * null when several agents took part, or when one goes on.
 */
export const handledAlone = (sessions: readonly Session[], calendar: Calendar | null) => {
  const spans: Span[] = [];
  let at = -Infinity;
  for (const { agent, from, to } of sessions) {
    if (to === null || agent !== sessions[0]?.agent) return null;
    at = Math.max(at, to);
    spans.push({ from, to });
  }
  return { at, ...times(calendar, joined(spans)) };
};

/** The same interaction twice at once counts once. */
const joined = (spans: readonly Span[]): readonly Span[] => {
  if (spans.length < 2) return spans;
  const apart: Span[] = [];
  for (const { from, to } of spans.toSorted((one, other) => one.from - other.from)) {
    const last = apart.at(-1);
    if (last === undefined || from > last.to) apart.push({ from, to });
    else apart.splice(-1, 1, { from: last.from, to: Math.max(last.to, to) });
  }
  return apart;
};
