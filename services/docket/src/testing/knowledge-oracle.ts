import type { PrintedEvent } from "./kpi-oracle.ts";

const WEEK = 7 * 86_400_000;

/** What articles did in a period, counted from the printed events alone. */
export function knowledgeIn(
  events: readonly PrintedEvent[],
  from: number,
  to: number,
  now: number,
) {
  const told = events
    .map((event) => ({ ...event, at: Date.parse(event.metadata.occurredAt) }))
    .filter(({ at }) => at <= now);
  const streams = Map.groupBy(told, ({ stream }) => stream);
  const isIn = ({ at }: { readonly at: number }) => at >= from && at < to;
  const resolutions = [...streams.values()].flatMap((seen) =>
    seen
      .filter((event) => event.type === "resolved" && isIn(event))
      .map(({ at, revision, data }) => {
        const cited = data["articles"] as readonly { readonly articleId: string }[];
        const back = seen.find((next) => next.type === "reopened" && next.revision > revision);
        const isBack = back !== undefined && back.at - at <= WEEK;
        return { at, isBack, articles: new Set(cited.map(({ articleId }) => articleId)) };
      }),
  );
  const citations = resolutions.flatMap(({ articles, ...rest }) => [...articles].map(() => rest));
  const mature = citations.filter(({ at }) => now - at > WEEK);
  return {
    resolutions: resolutions.length,
    covered: resolutions.filter(({ articles }) => articles.size > 0).length,
    citations: citations.length,
    mature: mature.length,
    solved: mature.filter(({ isBack }) => !isBack).length,
    deflections: told.filter((event) => event.type === "deflectionRecorded" && isIn(event)).length,
  };
}
