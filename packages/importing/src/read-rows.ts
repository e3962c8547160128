import { csvReader } from "./read-csv.ts";
import { jsonLinesReader } from "./read-json-lines.ts";
import { xesReader } from "./read-xes.ts";
import { unreadable, type ReadRow, type RowReader } from "./row-reader.ts";
import type { Format, Source } from "./source.ts";

/** The bytes of a file, in pieces of any size: a Node Readable is one. */
export type Bytes = AsyncIterable<Uint8Array<ArrayBuffer>>;

export interface RowBatch {
  readonly rows: readonly ReadRow[];
  /** Bytes of the file taken so far, as it lies on the disk. */
  readonly bytesRead: number;
}

/**
 * The rows of a file, plain or gzip (told by its first bytes), a batch per piece. The next piece is asked for when the
 * batch has been taken. A file that cannot be read on ends with an `unreadable` row; what the bytes' own source throws
 * is thrown on.
 */
export async function* readRows(
  bytes: Bytes,
  source: Pick<Source, "format" | "columns">,
): AsyncGenerator<RowBatch, void, undefined> {
  const reader = readerOf(source.format, source.columns);
  let bytesRead = 0;
  let line = 0;
  async function* counted() {
    for await (const chunk of bytes) {
      bytesRead += chunk.length;
      yield chunk;
    }
  }
  const batch = (rows: readonly ReadRow[]): RowBatch => {
    line = rows.at(-1)?.line ?? line;
    return { rows, bytesRead };
  };
  try {
    for await (const piece of inflated(counted())) {
      const read = batch(reader.feed(piece));
      yield read;
      if (read.rows.at(-1)?.kind === "unreadable") return;
    }
  } catch (error) {
    const damage = gzipDamage(error);
    if (damage === undefined) throw error;
    // What the reader still holds may be half a row, whose text would be recorded as if it were whole.
    yield batch([unreadable(line + 1, damage)]);
    return;
  }
  yield batch(reader.end());
}

function readerOf(format: Format, columns: readonly string[]): RowReader {
  switch (format.kind) {
    case "csv":
      return csvReader(format.delimiter, columns);
    case "jsonLines":
      return jsonLinesReader(columns);
    case "xes":
      return xesReader(columns);
    default:
      return format satisfies never;
  }
}

/** The bytes as they are, or decompressed when they begin with the two magic bytes of gzip. */
async function* inflated(
  bytes: AsyncGenerator<Uint8Array<ArrayBuffer>>,
): AsyncGenerator<Uint8Array> {
  let head: Uint8Array<ArrayBuffer> = new Uint8Array();
  while (head.length < 2) {
    const next = await bytes.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* whole() {
    yield head;
    yield* bytes;
  }
  if (head[0] === 0x1f && head[1] === 0x8b) {
    yield* ReadableStream.from<NodeJS.BufferSource>(whole()).pipeThrough(
      new DecompressionStream("gzip"),
    );
  } else yield* whole();
}

/** What is wrong with gzip data, in words; undefined for any other error. */
function gzipDamage(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  switch (error.code) {
    case "Z_BUF_ERROR":
      return "The gzip data is cut short.";
    case "Z_DATA_ERROR":
      return "The gzip data is damaged.";
    case "ERR_TRAILING_JUNK_AFTER_STREAM_END":
      return "More follows the gzip data: of several members only the first can be read.";
    default:
      return undefined;
  }
}
