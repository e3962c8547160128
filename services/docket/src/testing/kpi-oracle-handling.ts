import { openSpans } from "./oracle-hours.ts";

/** One thing that a figure counts or measures. */
export interface Observed {
  readonly figure: string;
  readonly at: number;
  readonly channel: string;
  readonly agent: string | null;
  readonly ms?: number;
  readonly businessMs?: number;
  readonly hit?: boolean;
  readonly score?: number;
  readonly who?: string;
}

export interface Session {
  readonly interaction: string;
  readonly agent: string;
  readonly channel: string;
  readonly from: number;
  readonly to: number | null;
}

/** Each agent's day is cut wherever anything begins or ends, and each piece dealt out to what lies on the desk then. */
export function handling(sessions: readonly Session[], now: number): Observed[] {
  const spent = new Map<string, Observed & { ms: number; businessMs: number }>();
  const unfinished = new Set(
    sessions.filter(({ to }) => to === null).map((one) => one.interaction),
  );
  const ends = new Map<string, number>();
  for (const { interaction, to } of sessions) {
    ends.set(interaction, Math.max(ends.get(interaction) ?? 0, to ?? now));
  }
  for (const [agent, own] of Map.groupBy(sessions, (one) => one.agent)) {
    const cuts = [...new Set(own.flatMap(({ from, to }) => [from, to ?? now]))].toSorted(
      (a, b) => a - b,
    );
    const byStart = own.toSorted((a, b) => a.from - b.from);
    for (const { interaction, channel } of own) {
      const key = `${interaction} ${agent}`;
      const at = ends.get(interaction) ?? 0;
      const figure = "averageHandlingTime";
      spent.set(key, { figure, at, channel, agent, who: interaction, ms: 0, businessMs: 0 });
    }
    for (const [place, from] of cuts.entries()) {
      const to = cuts[place + 1];
      if (to === undefined) break;
      const desk = new Set(
        byStart
          .filter((one) => one.from <= from && (one.to ?? now) >= to)
          .map(({ interaction }) => interaction),
      );
      for (const interaction of desk) {
        const share = spent.get(`${interaction} ${agent}`);
        if (share === undefined) continue;
        spent.set(`${interaction} ${agent}`, {
          ...share,
          ms: share.ms + (to - from) / desk.size,
          businessMs: share.businessMs + businessTime(from, to) / desk.size,
        });
      }
    }
  }
  return [...spent.values()].filter(({ who = "" }) => !unfinished.has(who));
}

/** The hours in which the sample's desk is open. */
const hours: [string, string][] = [["08:00", "18:00"]];
const DESK = {
  timeZone: "Europe/Berlin",
  weekly: { monday: hours, tuesday: hours, wednesday: hours, thursday: hours, friday: hours },
};

export const businessTime = (from: number, to: number): number =>
  openSpans(DESK, from, to).reduce((sum, [opens, closes]) => sum + closes - opens, 0);
