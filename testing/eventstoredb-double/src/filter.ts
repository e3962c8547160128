import type streams from "@eventstore/db-client/generated/streams_pb.js";
import type { StoredRecord } from "./events.ts";

/** The events between two checkpoints, where the call names no window of its own. */
const WINDOW = 32;

export interface Filter {
  readonly matches: (record: StoredRecord) => boolean;
  /** A checkpoint follows so many events, whether they match or not. */
  readonly checkpointInterval: number;
}

type FilterOptions = streams.ReadReq.Options.FilterOptions;
type Expression = streams.ReadReq.Options.FilterOptions.Expression;

export function filterOf(options: FilterOptions | undefined): Filter | undefined {
  if (options === undefined) return undefined;
  const onStream = options.getStreamIdentifier();
  const test = testOf(onStream ?? options.getEventType());
  const window = options.hasMax() ? options.getMax() : WINDOW;
  return {
    matches: (record) => test(onStream === undefined ? record.type : record.stream),
    checkpointInterval: window * Math.max(1, options.getCheckpointintervalmultiplier()),
  };
}

function testOf(expression: Expression | undefined): (text: string) => boolean {
  const prefixes = expression?.getPrefixList() ?? [];
  if (prefixes.length > 0) return (text) => prefixes.some((prefix) => text.startsWith(prefix));
  const regex = new RegExp(expression?.getRegex() ?? "");
  return (text) => regex.test(text);
}
