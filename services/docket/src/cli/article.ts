import { found } from "../refused.ts";
import { consulting, EXIT, type CommonOptions } from "./verb.ts";

/** A knowledge article: its latest text, and what became of the tickets that each version solved (D17). */
export function article(id: string, options: CommonOptions): Promise<void> {
  return consulting(options, async (queries, output) => {
    const view = found(await queries.article(id));
    if (output.json) {
      output.object(view);
      return EXIT.done;
    }
    const { content, uses, ...facts } = view;
    output.table(["article", view.articleId], Object.entries(facts));
    output.table(
      ["version", "resolutions", "reopened"],
      uses.map(({ version, resolutions, reopened }) => [version, resolutions, reopened]),
    );
    output.text(content);
    return EXIT.done;
  });
}
