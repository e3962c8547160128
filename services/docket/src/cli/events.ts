import { parseToken, type ToldEvent } from "@docket/query-api";
import type { Position } from "@docket/event-sourcing";
import { setImmediate as turn } from "node:timers/promises";
import { refuse } from "../refused.ts";
import { stopAt } from "../signals.ts";
import { consulting, countIn, EXIT, type CommonOptions } from "./verb.ts";

interface EventsOptions extends CommonOptions {
  readonly from?: string;
  readonly limit?: string;
  readonly follow?: boolean;
}

const PAGE = 500;

/** The log, readable, from a position on. */
export function events({ from, limit, follow = false, ...options }: EventsOptions): Promise<void> {
  return consulting(options, async (queries, output) => {
    // Following ends by Ctrl-C, and in good order.
    const stop = stopAt(follow ? ["SIGINT"] : []);
    let at = from === undefined ? null : positionIn(from);
    let left = limit === undefined ? Infinity : countIn("limit", limit);
    while (left > 0 && !stop.signal.aborted) {
      const page = await queries.events(at, Math.min(PAGE, left));
      const last = page.at(-1);
      if (last === undefined) {
        if (!follow) break;
        await queries.changed(at, stop.signal);
        continue;
      }
      for (const event of page) {
        if (output.json) output.object(printable(event));
        else output.text(lineOf(event));
      }
      at = last.position;
      left -= page.length;
      // Ctrl-C is heard in between.
      await turn();
    }
    return EXIT.done;
  });
}

function positionIn(text: string): Position {
  return parseToken(text) ?? refuse("INVALID_FIELD", "`--from` is no position.", { field: "from" });
}

const printable = ({ position, ...event }: ToldEvent) => ({
  position: String(position),
  ...event,
});

function lineOf(event: ToldEvent): string {
  const place = `${event.stream}@${event.revision}`;
  const parts =
    "unreadable" in event
      ? [event.recordedAt, place, event.type, event.unreadable]
      : [
          event.metadata.occurredAt,
          place,
          event.type,
          `${event.metadata.actor.role} ${event.metadata.actor.id}`,
          JSON.stringify(event.data),
        ];
  return [String(event.position).padStart(8), ...parts].join("  ");
}
