import { accept, refuse, streamName, subject } from "@docket/event-sourcing";
import type { Decider, Decision, StreamName, Subject } from "@docket/event-sourcing";
import type { ArticleCommand, ArticleEvent, Refusal } from "@docket/schemas";
import { checkRights } from "@docket/ticket";
import { refused, unchanged, type DeskContext, type Timed } from "./decision.ts";

type Text = Extract<ArticleCommand, { type: "publishArticle" }>["data"];

/** What the desk knows how to solve, in versions (D17). Version 0: not published. */
export interface ArticleState {
  /** The latest version; tickets may cite it and those before it, also after the retirement. */
  readonly version: number;
  readonly text: Text | null;
  readonly retired: boolean;
}

export const articleStream = (articleId: string): StreamName => streamName("article", articleId);
export const articleSubjectOf = (command: { readonly articleId: string }): Subject =>
  subject("article", command.articleId);

export const articleDecider: Decider<
  ArticleState,
  Timed<ArticleCommand>,
  ArticleEvent,
  Refusal,
  DeskContext
> = {
  initial: { version: 0, text: null, retired: false },

  decide(state, command, { policy, now }): Decision<ArticleEvent, Refusal> {
    const forbidden = checkRights(command, policy, now);
    if (forbidden !== undefined) return refuse(forbidden);
    if (command.type === "publishArticle") {
      if (state.version > 0) return refused("ARTICLE_EXISTS");
      return accept({ type: "articlePublished", data: { ...command.data, version: 1 } });
    }
    if (state.version === 0) return refused("ARTICLE_NOT_FOUND");
    if (command.type === "recordDeflection") {
      // A fact about readers, who may still have a retired article before them.
      const { version } = state;
      return accept({ type: "deflectionRecorded", data: { ...command.data, version } });
    }
    if (state.retired) return refused("ARTICLE_RETIRED");
    switch (command.type) {
      case "reviseArticle": {
        if (isSame(state.text, command.data)) {
          return unchanged(command, "the text is the same");
        }
        const version = state.version + 1;
        return accept({ type: "articleRevised", data: { ...command.data, version } });
      }
      case "retireArticle":
        return accept({ type: "articleRetired", data: command.data });
      default:
        return command satisfies never;
    }
  },

  evolve(state, event) {
    switch (event.type) {
      case "articlePublished":
      case "articleRevised": {
        const { version, ...text } = event.data;
        return { ...state, version, text };
      }
      case "articleRetired":
        return { ...state, retired: true };
      case "deflectionRecorded":
      case "noEffect":
        return state;
      default:
        return event satisfies never;
    }
  },
};

const isSame = (present: Text | null, next: Text): boolean =>
  present !== null &&
  present.kind === next.kind &&
  present.title === next.title &&
  present.content === next.content &&
  present.category === next.category;
