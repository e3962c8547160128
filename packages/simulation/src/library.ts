import { topics, type Topic, type TopicName } from "./catalogue.ts";
import { daysAfter, type Quarter } from "./calendar-of-work.ts";
import { diceFor, type Dice } from "./prng.ts";

/** The company's knowledge: about forty articles, some revised during the quarter, some retired. */
export interface Library {
  readonly articles: readonly Article[];
  /** The articles on a topic in the versions that were current at an instant. */
  on(topic: Topic, at: number): readonly Citation[];
}
interface Citation {
  readonly articleId: string;
  readonly version: number;
}
export interface Article {
  readonly articleId: string;
  readonly topic: Topic;
  readonly kind: "solution" | "troubleshooting" | "procedure";
  /** When each version came out. */
  readonly versions: readonly [number, ...number[]];
  readonly retiredAt: number | null;
}

const KINDS = ["solution", "troubleshooting", "procedure"] as const;
/** Nobody has written about these yet. */
const UNWRITTEN: ReadonlySet<TopicName> = new Set<TopicName>(["wrongItem", "charged"]);

export function inventLibrary(seed: number, quarter: Quarter): Library {
  const written = topics.filter(({ name }) => !UNWRITTEN.has(name));
  const articles = written.flatMap((topic, place) =>
    KINDS.map((kind, index) =>
      inventArticle(diceFor(seed, "article", topic.name, kind), quarter, topic, place * 3 + index),
    ),
  );
  const on = (topic: Topic, at: number): readonly Citation[] =>
    articles
      .filter((article) => article.topic === topic && isCurrent(article, at))
      .map(({ articleId, versions }) => ({
        articleId,
        version: versions.filter((out) => out <= at).length,
      }));
  return { articles, on };
}

function inventArticle(dice: Dice, { from }: Quarter, topic: Topic, index: number): Article {
  const published = daysAfter(from, -dice.between(20, 500));
  const revised = [dice.between(5, 40), dice.between(45, 85)]
    .slice(0, index % 3)
    .map((day) => daysAfter(from, day));
  return {
    articleId: `kb-${String(index + 101)}`,
    topic,
    kind: KINDS[index % 3] ?? "solution",
    versions: [published, ...revised],
    retiredAt: index % 10 === 9 ? daysAfter(from, 88) : null,
  };
}

export const isCurrent = ({ versions: [published], retiredAt }: Article, at: number) =>
  published <= at && (retiredAt === null || at < retiredAt);
