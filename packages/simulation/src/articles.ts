import type { ArticleCommand } from "@docket/schemas";
import { topics, type Topic, type TopicName } from "./catalogue.ts";
import { daysAfter, toInstant, type Quarter } from "./calendar-of-work.ts";
import type { People } from "./people.ts";
import { diceFor, type Dice } from "./prng.ts";
import { administrator, helpCentre } from "./staff.ts";

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
interface Article {
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

const isCurrent = ({ versions: [published], retiredAt }: Article, at: number) =>
  published <= at && (retiredAt === null || at < retiredAt);

type StepOf<Command> = Command extends ArticleCommand
  ? Pick<Command, "type" | "data" | "actor"> & { readonly at: number }
  : never;
type Step = StepOf<ArticleCommand>;

export function* articleCommands(
  { articles }: Library,
  seed: number,
  people: People,
  quarter: Quarter,
): Generator<ArticleCommand> {
  for (const article of articles) {
    const { articleId } = article;
    const dice = diceFor(seed, "read", articleId);
    const read = deflections(article, dice, people, quarter);
    const steps = [...life(article), ...read].toSorted((one, other) => one.at - other.at);
    for (const [index, { at, ...step }] of steps.entries()) {
      const commandId = `${articleId}-${index}`;
      yield { ...step, articleId, commandId, occurredAt: toInstant(at) };
    }
  }
}

function life({ topic, kind, versions, retiredAt }: Article): readonly Step[] {
  const { category, subcategory } = topic;
  const actor = administrator;
  const [published, ...revised] = versions;
  const text = (version: number) => ({
    kind,
    title: `${subcategory}: ${kind}`,
    content: `What to do about “${subcategory}”, step by step. Edition ${version}.`,
    category,
  });
  const revisions = revised.map((at, index): Step => ({
    type: "reviseArticle",
    actor,
    data: text(index + 2),
    at,
  }));
  // A second save of the last edition, as editors make them: it changes nothing.
  const saved: Step[] = revisions.slice(-1).map((last) => ({ ...last, at: last.at + 60_000 }));
  const retired: Step[] =
    retiredAt === null
      ? []
      : [{ type: "retireArticle", actor, data: { reason: "out of date" }, at: retiredAt }];
  return [
    { type: "publishArticle", actor, data: text(1), at: published },
    ...revisions,
    ...saved,
    ...retired,
  ];
}

/** Readers who found their answer without asking anyone. */
function deflections(
  article: Article,
  dice: Dice,
  { staying }: People,
  quarter: Quarter,
): readonly Step[] {
  return Array.from({ length: dice.between(2, 12) }, (): Step => {
    const { customerId } = dice.pick(staying);
    const reader = dice.chance(0.4) ? { customerId } : {};
    const data = { channel: dice.pick(["web", "chat"]), ...reader };
    const at = quarter.arrival(dice, false);
    return { type: "recordDeflection", actor: helpCentre, data, at };
  }).filter(({ at }) => isCurrent(article, at));
}
