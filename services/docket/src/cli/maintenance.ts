import { withProgress } from "../output.ts";
import { changing, EXIT, type CommonOptions } from "./verb.ts";

/** Builds the read models anew beside the live ones; exits 1 when rows of an unchanged definition differ. */
export function rebuild(options: CommonOptions & { readonly accept?: boolean }): Promise<void> {
  return changing(options, async (session, output) => {
    const accept = options.accept === true;
    const { models, switched } = await withProgress("rebuild", null, "events", (onProgress) =>
      session.rebuild({ accept, onProgress }),
    );
    if (output.json) for (const model of models) output.object({ ...model, switched });
    else {
      output.table(
        ["read model", "rows", "live rows", "hash", "live hash", "differing keys"],
        models.map((model) => [
          model.model,
          model.rows,
          model.liveRows,
          model.hash.slice(0, 16),
          model.liveHash?.slice(0, 16) ?? "older definition",
          model.differing.join("\n"),
        ]),
      );
      output.text(
        switched
          ? "The rebuilt tables are live."
          : "Some differ: the tables of their group were not switched. --accept switches.",
      );
    }
    return switched ? EXIT.done : EXIT.no;
  });
}

/** Takes up parked tickets again; exits 1 when some stay parked. */
export function retry(options: CommonOptions): Promise<void> {
  return changing(options, async (session, output) => {
    const { resumed, parked } = await session.retry();
    if (output.json) output.object({ resumed, parked });
    else {
      output.table(
        ["stream", "", "at revision", "reason"],
        [
          ...resumed.map((stream) => [stream, "goes on", null, null]),
          ...parked.map(({ group, stream, revision, reason }) => [
            stream,
            `stays parked in ${group}`,
            revision,
            reason,
          ]),
        ],
      );
    }
    return parked.length === 0 ? EXIT.done : EXIT.no;
  });
}
