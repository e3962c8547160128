/**
 * `undefined` for what is not JSON. Whatever comes over NATS is read with this: a callback that throws would close the
 * connection.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
