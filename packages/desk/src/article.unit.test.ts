import { defaultDeskPolicy, type ArticleEvent } from "@docket/schemas";
import { expect, test } from "vitest";
import { articleDecider, articleStream, articleSubjectOf } from "./article.ts";
import type { DeskContext } from "./decision.ts";
import { agent, given, manager, noon } from "./testing/given.ts";

const context: DeskContext = { now: noon, policy: defaultDeskPolicy };
const sent = { articleId: "a-1", commandId: "command-1", actor: manager, occurredAt: noon };
const text = { kind: "solution", title: "Reset", content: "Hold the button." } as const;
const better = { ...text, content: "Hold the button for 5 s." };

const published: ArticleEvent = { type: "articlePublished", data: { ...text, version: 1 } };
const revised: ArticleEvent = { type: "articleRevised", data: { ...better, version: 2 } };
const retired: ArticleEvent = { type: "articleRetired", data: { reason: "obsolete" } };

const publish = { ...sent, type: "publishArticle", data: text } as const;
const revise = { ...sent, type: "reviseArticle", data: better } as const;
const retire = { ...sent, type: "retireArticle", data: { reason: "obsolete" } } as const;
const deflect = {
  ...sent,
  actor: agent,
  type: "recordDeflection",
  data: { channel: "web" },
} as const;

test("an article is published once, revised in versions, and retired", () => {
  given(articleDecider).when(publish, context).then(published);
  given(articleDecider, published).when(publish, context).refused("ARTICLE_EXISTS");
  given(articleDecider, published).when(revise, context).then(revised);
  given(articleDecider, published, revised).when(retire, context).then(retired);
  expect(given(articleDecider, published, revised).state.version).toBe(2);
});

test("a revision that changes nothing has no effect", () => {
  given(articleDecider, published, revised)
    .when(revise, context)
    .then({
      type: "noEffect",
      data: { command: "reviseArticle", reason: "the text is the same" },
    });
  given(articleDecider, published, revised)
    .when({ ...revise, data: { ...better, category: "hardware" } }, context)
    .then({ type: "articleRevised", data: { ...better, category: "hardware", version: 3 } });
});

test("a retired article is not changed, an absent one not found", () => {
  for (const command of [revise, retire]) {
    given(articleDecider, published, retired).when(command, context).refused("ARTICLE_RETIRED");
    given(articleDecider).when(command, context).refused("ARTICLE_NOT_FOUND");
  }
  given(articleDecider, published, retired).when(publish, context).refused("ARTICLE_EXISTS");
});

test("a deflection names the version that was read, also of a retired article", () => {
  const deflected = (version: number): ArticleEvent => ({
    type: "deflectionRecorded",
    data: { channel: "web", version },
  });
  given(articleDecider, published, revised).when(deflect, context).then(deflected(2));
  given(articleDecider, published, retired).when(deflect, context).then(deflected(1));
  given(articleDecider).when(deflect, context).refused("ARTICLE_NOT_FOUND");
});

test("writing articles takes a specialist, a manager or quality assurance", () => {
  given(articleDecider)
    .when({ ...publish, actor: agent }, context)
    .refused("ROLE_MISSING", {
      roles: ["specialist", "manager", "qualityAssurance", "administrator"],
    });
});

test("names its stream and its subject", () => {
  expect(articleStream("a-1")).toBe("article-a-1");
  expect(articleSubjectOf(sent)).toBe("article:a-1");
});
