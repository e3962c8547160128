import { randomBytes } from "node:crypto";
import type { Subject } from "./brands.ts";
import type { KeyStore, SubjectKey } from "./key-store.ts";

/** Subjects known to be one and the same, with their keys; all erased or none. */
interface Person {
  readonly subjects: Set<Subject>;
  readonly keys: Map<Subject, SubjectKey>;
  erased: boolean;
}

/** What a memory key store holds: it outlives the store, as a file would. */
export type MemoryKeys = Map<Subject, Person>;

export const memoryKeys = (): MemoryKeys => new Map();

/** A key store for tests; it lets others run before each answer, so that races show. */
export function memoryKeyStore(people: MemoryKeys = memoryKeys()): KeyStore {
  let closed = false;

  const turn = async () => {
    if (closed) throw new Error("The key store is closed.");
    await Promise.resolve();
  };
  const personOf = (subject: Subject): Person => {
    const known = people.get(subject);
    if (known !== undefined) return known;
    const person = { subjects: new Set([subject]), keys: new Map(), erased: false };
    people.set(subject, person);
    return person;
  };
  const erase = (person: Person) => {
    person.erased = true;
    person.keys.clear();
  };

  return {
    async obtain(subject) {
      await turn();
      const person = personOf(subject);
      if (person.erased) return "erased";
      const key = person.keys.get(subject) ?? randomBytes(32);
      person.keys.set(subject, key);
      await turn();
      return key;
    },

    async read(subjects) {
      await turn();
      const found = new Map<Subject, SubjectKey>();
      for (const subject of subjects) {
        const key = people.get(subject)?.keys.get(subject);
        if (key !== undefined) found.set(subject, key);
      }
      return found;
    },

    async link(one, other) {
      await turn();
      const [kept, joined] = [personOf(one), personOf(other)];
      if (kept === joined) return;
      for (const subject of joined.subjects) {
        kept.subjects.add(subject);
        people.set(subject, kept);
      }
      for (const [subject, key] of joined.keys) kept.keys.set(subject, key);
      if (kept.erased || joined.erased) erase(kept);
    },

    async linked(subject) {
      await turn();
      return [...(people.get(subject)?.subjects ?? [subject])].toSorted();
    },

    async erase(subject) {
      await turn();
      const person = personOf(subject);
      erase(person);
      return [...person.subjects].toSorted();
    },

    async erased() {
      await turn();
      return [...people.keys()].filter((subject) => people.get(subject)?.erased).toSorted();
    },

    async kept(after, limit) {
      await turn();
      const subjects = [...people.keys()].filter((one) => after === null || one > after).toSorted();
      return subjects.slice(0, limit).map((subject) => {
        const { keys, erased, subjects: all } = personOf(subject);
        const [person = subject] = [...all].toSorted();
        return { subject, key: erased ? "erased" : (keys.get(subject) ?? null), person };
      });
    },

    async adopt(given) {
      await turn();
      const others: Subject[] = [];
      for (const [subject, key] of given) {
        const { keys, erased } = personOf(subject);
        if (erased) continue;
        const own = keys.get(subject) ?? key;
        keys.set(subject, own);
        if (Buffer.compare(own, key) !== 0) others.push(subject);
      }
      return others;
    },

    async close() {
      closed = true;
    },
  };
}
