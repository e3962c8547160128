/** A line's or record's largest size in bytes: what is longer is refused, so that memory stays flat. */
export const MAX_ROW_BYTES = 1_048_576;

export type Line =
  | { readonly ok: true; readonly line: number; readonly text: string }
  | { readonly ok: false; readonly line: number; readonly why: string };

interface LineSplitter {
  feed(chunk: Uint8Array): readonly Line[];
  /** What is left when the bytes end without a newline. */
  end(): readonly Line[];
}

const NEWLINE = 10;
const REPLACEMENT = "\uFFFD";
const BYTE_ORDER_MARK = "\uFEFF";

/** Cuts UTF-8 bytes into lines. Each line is decoded by itself, so that a text kept from it keeps no more than the line. */
export function lineSplitter(): LineSplitter {
  let carry: Buffer[] = [];
  let carried = 0;
  let line = 0;

  const finish = (last: Buffer): Line => {
    line += 1;
    const size = carried + last.length;
    const bytes = carried === 0 ? last : Buffer.concat([...carry, last]);
    carry = [];
    carried = 0;
    return size > MAX_ROW_BYTES
      ? { ok: false, line, why: `It is longer than ${MAX_ROW_BYTES} bytes.` }
      : decoded(bytes, line);
  };

  return {
    feed(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
      const lines: Line[] = [];
      let from = 0;
      for (let to = bytes.indexOf(NEWLINE); to !== -1; to = bytes.indexOf(NEWLINE, from)) {
        lines.push(finish(bytes.subarray(from, to)));
        from = to + 1;
      }
      if (from < bytes.length) {
        // Of a line that is too long only the length goes on being counted.
        if (carried <= MAX_ROW_BYTES) carry.push(bytes.subarray(from));
        carried += bytes.length - from;
      }
      return lines;
    },
    end: () => (carried === 0 ? [] : [finish(Buffer.alloc(0))]),
  };
}

function decoded(bytes: Buffer, line: number): Line {
  let text = bytes.toString("utf8");
  // The sign that stands for what could not be read may be one that the file has itself.
  const isUtf8 = !text.includes(REPLACEMENT) || Buffer.from(text).equals(bytes);
  if (!isUtf8) return { ok: false, line, why: "It is not UTF-8." };
  if (text.endsWith("\r")) text = text.slice(0, -1);
  if (line === 1 && text.startsWith(BYTE_ORDER_MARK)) text = text.slice(1);
  return { ok: true, line, text };
}
