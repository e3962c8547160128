import {
  createLru,
  subjectNamed,
  type KeyStore,
  type Subject,
  type SubjectKey,
} from "@docket/event-sourcing";
import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { emptyWriteAheadLog, inFile, openPrivate, type Mode } from "./open.ts";

// A key's row is only ever added last and overwritten in place with as many zeros: so SQLite never moves one, and no
// page keeps a copy in its unused part. Subjects, which grow and are indexed, stand apart. The log is short: to
// sync one that grows costs half as much again as to sync one that is written over, and several times as much on a busy disk.
const schema = `
  PRAGMA secure_delete = ON;
  PRAGMA wal_autocheckpoint = 100;
  CREATE TABLE IF NOT EXISTS subjects (
    id      INTEGER PRIMARY KEY,
    subject TEXT NOT NULL UNIQUE,
    person  INTEGER NOT NULL,
    erased  INTEGER NOT NULL DEFAULT 0,
    key_id  INTEGER
  ) STRICT;
  CREATE INDEX IF NOT EXISTS subjects_by_person ON subjects (person);
  CREATE TABLE IF NOT EXISTS keys (
    id  INTEGER PRIMARY KEY,
    key BLOB NOT NULL
  ) STRICT`;

interface Obtaining {
  readonly promise: Promise<SubjectKey | "erased">;
  readonly resolve: (key: SubjectKey | "erased") => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * The key store in one SQLite file of its own, readable by its owner alone. New keys that are asked for together are
 * made durable together.
 * @throws StoreError STORE_CORRUPT, STORE_MISSING; STORE_BUSY from an erasure: the keys are destroyed, but a reader
 *   keeps old pages; erasing again completes it
 */
export function openKeyStore(file: string, mode: Mode = "write"): KeyStore {
  const database = openPrivate(file, mode, "keys", schema);
  const statements = inFile(file, () => prepare(database));
  // Only the writer may remember: a reader would not hear of an erasure.
  const known = createLru<Subject, SubjectKey>(mode === "write" ? 50_000 : 0);
  let obtaining = new Map<Subject, Obtaining>();

  // An erasure may have been cut off before this.
  if (mode === "write") inFile(file, () => emptyWriteAheadLog(database, file));

  function transaction<Result>(work: () => Result): Result {
    return inFile(file, () => {
      statements.begin.run();
      try {
        const result = work();
        statements.commit.run();
        return result;
      } catch (error) {
        if (database.isTransaction) statements.rollback.run();
        throw error;
      }
    });
  }

  function makeKeys(): void {
    const wanted = obtaining;
    obtaining = new Map();
    try {
      const made = transaction(() =>
        [...wanted.keys()].map((subject) => [subject, makeKey(subject, randomBytes(32))] as const),
      );
      for (const [subject, key] of made) {
        if (key !== "erased") known.set(subject, key);
        wanted.get(subject)?.resolve(key);
      }
    } catch (cause) {
      for (const { reject } of wanted.values()) reject(cause);
    }
  }

  function makeKey(subject: Subject, key: SubjectKey): SubjectKey | "erased" {
    const row = statements.subject.get(subject);
    if (row?.["erased"] === 1) return "erased";
    if (row?.["key"] instanceof Uint8Array) return row["key"];
    const keyId = statements.newKey.run(key).lastInsertRowid;
    if (row === undefined) statements.newSubject.get(subject, keyId);
    else statements.giveKey.run(keyId, Number(row["id"]));
    return key;
  }

  /** The subject's row, made when there is none: a person of its own. */
  function person(subject: Subject): { person: number; erased: boolean } {
    const row = statements.subject.get(subject) ?? statements.newSubject.get(subject, null);
    return { person: Number(row?.["person"]), erased: row?.["erased"] === 1 };
  }

  function erasePerson(id: number): Subject[] {
    statements.zeroKeys.run(id);
    statements.markErased.run(id);
    const subjects = subjectsOf(id);
    for (const subject of subjects) known.delete(subject);
    return subjects;
  }

  function subjectsOf(id: number): Subject[] {
    return statements.ofPerson.all(id).map((row) => subjectNamed(String(row["subject"])));
  }

  return {
    obtain(subject) {
      const remembered = known.get(subject);
      if (remembered !== undefined) return remembered;
      const waiting = obtaining.get(subject) ?? Promise.withResolvers<SubjectKey | "erased">();
      if (obtaining.size === 0) setImmediate(makeKeys);
      obtaining.set(subject, waiting);
      return waiting.promise;
    },
    async read(subjects) {
      const found = new Map<Subject, SubjectKey>();
      for (const subject of subjects) {
        const key = known.get(subject) ?? inFile(file, () => statements.key.get(subject)?.["key"]);
        if (key instanceof Uint8Array) found.set(subject, key);
      }
      return found;
    },
    async link(one, other) {
      const erased = transaction(() => {
        const [kept, joined] = [person(one), person(other)];
        if (kept.person === joined.person) return false;
        statements.join.run(kept.person, joined.person);
        if (kept.erased || joined.erased) erasePerson(kept.person);
        return kept.erased || joined.erased;
      });
      if (erased) emptyWriteAheadLog(database, file);
    },
    async linked(subject) {
      return inFile(file, () => {
        const row = statements.subject.get(subject);
        return row === undefined ? [subject] : subjectsOf(Number(row["person"]));
      });
    },
    async erase(subject) {
      const subjects = transaction(() => erasePerson(person(subject).person));
      emptyWriteAheadLog(database, file);
      return subjects;
    },
    erased: async () =>
      inFile(file, () =>
        statements.erased.all().map((row) => subjectNamed(String(row["subject"]))),
      ),
    kept: async (after, limit) =>
      inFile(file, () =>
        statements.kept.all(after ?? "", limit).map((row) => ({
          subject: subjectNamed(String(row["subject"])),
          person: subjectNamed(String(row["representative"])),
          key:
            row["erased"] === 1 ? "erased" : row["key"] instanceof Uint8Array ? row["key"] : null,
        })),
      ),
    async adopt(keys) {
      return transaction(() =>
        [...keys].flatMap(([subject, key]) => {
          const own = makeKey(subject, key);
          return own === "erased" || Buffer.compare(own, key) === 0 ? [] : [subject];
        }),
      );
    },
    async close() {
      if (obtaining.size > 0) makeKeys();
      if (database.isOpen) database.close();
    },
  };
}

const prepare = (database: DatabaseSync) => ({
  begin: database.prepare("BEGIN IMMEDIATE"),
  commit: database.prepare("COMMIT"),
  rollback: database.prepare("ROLLBACK"),
  subject: database.prepare(`
    SELECT subjects.id, person, erased, key
    FROM subjects LEFT JOIN keys ON keys.id = key_id WHERE subject = ?`),
  newSubject: database.prepare(`
    INSERT INTO subjects (id, subject, person, key_id)
    SELECT next, ?, next, ? FROM (SELECT coalesce(max(id), 0) + 1 AS next FROM subjects)
    RETURNING person, erased`),
  newKey: database.prepare("INSERT INTO keys (key) VALUES (?)"),
  giveKey: database.prepare("UPDATE subjects SET key_id = ? WHERE id = ?"),
  key: database.prepare(`
    SELECT key FROM subjects JOIN keys ON keys.id = key_id WHERE subject = ? AND erased = 0`),
  ofPerson: database.prepare("SELECT subject FROM subjects WHERE person = ? ORDER BY subject"),
  kept: database.prepare(`
    SELECT one.subject, one.erased, key, person.subject AS representative
    FROM subjects AS one JOIN subjects AS person ON person.id = one.person
      LEFT JOIN keys ON keys.id = one.key_id
    WHERE one.subject > ? ORDER BY one.subject LIMIT ?`),
  join: database.prepare("UPDATE subjects SET person = ? WHERE person = ?"),
  zeroKeys: database.prepare(`
    UPDATE keys SET key = zeroblob(32)
    WHERE id IN (SELECT key_id FROM subjects WHERE person = ?)`),
  markErased: database.prepare("UPDATE subjects SET erased = 1 WHERE person = ?"),
  erased: database.prepare("SELECT subject FROM subjects WHERE erased = 1 ORDER BY subject"),
});
