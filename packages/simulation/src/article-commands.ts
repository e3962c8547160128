import type { ArticleCommand } from "@docket/schemas";
import { toInstant, type Quarter } from "./calendar-of-work.ts";
import { isCurrent, type Article, type Library } from "./library.ts";
import type { People } from "./people.ts";
import { diceFor, type Dice } from "./prng.ts";
import { administrator, helpCentre } from "./staff.ts";

type StepOf<Command> = Command extends ArticleCommand
  ? Pick<Command, "type" | "data" | "actor"> & { readonly at: number }
  : never;
type Step = StepOf<ArticleCommand>;

/** How the articles were written, revised, read and retired. */
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
