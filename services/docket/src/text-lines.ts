const NEWLINE = 10;

/** The lines of UTF-8, as the bytes come and without a byte order mark; undefined for a line that is not UTF-8. */
export async function* linesOf(
  bytes: AsyncIterable<Uint8Array>,
): AsyncGenerator<string | undefined> {
  let begun: Uint8Array[] = [];
  for await (const piece of bytes) {
    let from = 0;
    for (let to = piece.indexOf(NEWLINE); to !== -1; to = piece.indexOf(NEWLINE, from)) {
      yield utf8(Buffer.concat([...begun, piece.subarray(from, to)]));
      begun = [];
      from = to + 1;
    }
    begun.push(piece.subarray(from));
  }
  yield utf8(Buffer.concat(begun));
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The text of bytes, without a byte order mark; undefined when they are not UTF-8. */
export function utf8(bytes: Uint8Array): string | undefined {
  try {
    return decoder.decode(bytes);
  } catch {
    return undefined;
  }
}

/** The value of a text of JSON; undefined when it is none. */
export function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
