import { streamNamed, type StreamName } from "@docket/event-sourcing";

/** Several stores on one node: each sees the streams of its own namespace only. */
export interface Namespace {
  readonly toNode: (stream: StreamName) => string;
  /** Undefined for a stream of the node itself, or of another namespace. */
  readonly fromNode: (stream: string) => StreamName | undefined;
}

const MARK = "~";

/** @throws RangeError for a name that is not of lower-case letters, digits and hyphens */
export function namespaceOf(name: string | undefined): Namespace {
  if (name === undefined) {
    return {
      toNode: (stream) => stream,
      fromNode: (stream) => (stream.includes(MARK) ? undefined : streamOf(stream)),
    };
  }
  if (!/^[a-z0-9-]{1,64}$/.test(name)) throw new RangeError(`No name for a namespace: ${name}`);
  const prefix = `${name}${MARK}`;
  return {
    toNode: (stream) => prefix + stream,
    fromNode: (stream) =>
      stream.startsWith(prefix) ? streamOf(stream.slice(prefix.length)) : undefined,
  };
}

/** The node's own streams begin with a dollar sign. */
function streamOf(text: string): StreamName | undefined {
  return text.indexOf("-") > 0 && !text.startsWith("$") ? streamNamed(text) : undefined;
}
