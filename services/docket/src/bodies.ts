/** A JSON array as the body of a request, or the size of a text that fits in none. */
export type Portion = { readonly body: string } | { readonly tooLarge: number };

/** JSON texts in their order, as arrays within the limits of a request. */
export function* bodiesOf(
  texts: Iterable<string>,
  limits: { readonly most: number; readonly bytes: number },
): Generator<Portion> {
  let waiting: string[] = [];
  let bytes = 0;
  function* flush(): Generator<Portion> {
    if (waiting.length > 0) yield { body: `[${waiting.join(",")}]` };
    waiting = [];
    bytes = 0;
  }
  for (const text of texts) {
    // With its comma, or the two brackets.
    const size = Buffer.byteLength(text) + 2;
    if (bytes + size > limits.bytes || waiting.length === limits.most) yield* flush();
    if (size > limits.bytes) {
      yield { tooLarge: size };
      continue;
    }
    waiting.push(text);
    bytes += size;
  }
  yield* flush();
}
