/** What was used recently, up to a number of entries; the rest can be had again. */
export interface Lru<Key, Value> {
  get(key: Key): Value | undefined;
  set(key: Key, value: Value): void;
  delete(key: Key): void;
}

/**
 * Two generations: what is used moves to the young one, and when that holds half the capacity, what is left in the old
 * one goes. So the latest half is always there, and a use costs a look-up instead of a move.
 */
export function createLru<Key, Value>(capacity: number): Lru<Key, Value> {
  const half = Math.ceil(capacity / 2);
  let young = new Map<Key, Value>();
  let old = new Map<Key, Value>();

  function put(key: Key, value: Value): void {
    if (half === 0) return;
    if (young.size >= half && !young.has(key)) {
      old = young;
      young = new Map();
    }
    young.set(key, value);
  }

  return {
    get(key) {
      const value = young.get(key);
      if (value !== undefined) return value;
      const aged = old.get(key);
      if (aged !== undefined) put(key, aged);
      return aged;
    },
    set: put,
    delete(key) {
      young.delete(key);
      old.delete(key);
    },
  };
}
