import { subjectNamed, type KeyStore, type Subject, type SubjectKey } from "@docket/event-sourcing";
import { randomBytes } from "node:crypto";
import { inBatches } from "./batches.ts";
import { openConnection } from "./connection.ts";
import type { PostgresHealth, PostgresOptions, Session } from "./connection.ts";
import { migrate, type Migration } from "./migrate.ts";
import { plainName, quoted } from "./names.ts";
import { LEASE_MS, recentKeys } from "./recent-keys.ts";
import { rewrite } from "./rewrite.ts";
import { dropOldLog } from "./write-ahead-log.ts";

export interface KeyStoreOptions extends PostgresOptions {
  /** For keys alone, so that they are backed up apart. Default: `docket_keys`. */
  readonly schema?: string;
  /** Milliseconds of a clock that never goes back, from whatever beginning. */
  readonly monotonic: () => number;
}

export interface PostgresKeys extends KeyStore {
  health(): PostgresHealth;
}

/** A person is named by one of their subjects. */
const migrations: readonly Migration[] = [
  (schema) => [
    `CREATE TABLE ${schema}.subjects (
      subject text COLLATE "C" PRIMARY KEY,
      person  text COLLATE "C" NOT NULL,
      erased  boolean NOT NULL DEFAULT false,
      key     bytea
    )`,
    `CREATE INDEX ON ${schema}.subjects (person)`,
    // The planner must keep no samples of keys: an erasure would not reach them.
    `ALTER TABLE ${schema}.subjects ALTER COLUMN key SET STATISTICS 0`,
  ],
];

/**
 * Keys in one schema of a PostgreSQL database. A process goes on with a key for half a second without asking again; an erasure
 * is answered when that time is over, and from then on counts for all.
 * An erasure writes the table anew without the keys, in the transaction that destroys them. The write-ahead log and what
 * is made from it, replicas and archives, are the server's: see {@link dropOldLog}.
 * @throws PostgresError STORE_UNAVAILABLE, STORE_BUSY after every try: asking again completes it; STORE_ACCESS_DENIED; STORE_NEWER; STORE_FAILED
 */
export async function openKeyStore(options: KeyStoreOptions): Promise<PostgresKeys> {
  const schema = plainName(options.schema ?? "docket_keys");
  const table = `${quoted(schema)}.subjects`;
  const connection = openConnection(options);
  await migrate(connection, schema, migrations).catch(async (error: unknown) => {
    await connection.close();
    throw error;
  });

  const recent = recentKeys(options.monotonic);

  const ask = inBatches(async (subjects: readonly Subject[]) => {
    const keep = recent.keeping();
    const unique = [...new Set(subjects)].toSorted();
    const known = await states(unique);
    const missing = unique.filter((subject) => !known.has(subject));
    for (const [subject, key] of await makeKeys(missing)) known.set(subject, key);
    const overtaken = missing.filter((subject) => !known.has(subject));
    for (const [subject, state] of await states(overtaken)) known.set(subject, state);
    return subjects.map((subject) => {
      const state = known.get(subject);
      if (state === undefined) throw new Error("A key was made and is not there.");
      if (state !== "erased") keep(subject, state);
      return state;
    });
  });

  async function states(subjects: readonly Subject[]) {
    const found = new Map<Subject, SubjectKey | "erased">();
    if (subjects.length === 0) return found;
    const query = `SELECT subject, erased, key FROM ${table} WHERE subject = ANY($1)`;
    for (const [subject, erased, key] of (await connection.query(query, [subjects])).rows) {
      if (erased === true) found.set(nameOf(subject), "erased");
      else if (key instanceof Uint8Array) found.set(nameOf(subject), key);
    }
    return found;
  }

  /** The keys made. Where another has made or forbidden one in the meantime, there is none of ours. */
  const makeKeys = (subjects: readonly Subject[]) =>
    insertKeys(new Map(subjects.map((subject) => [subject, randomBytes(32)])));

  async function insertKeys(keys: ReadonlyMap<Subject, SubjectKey>) {
    const made = new Map<Subject, SubjectKey>();
    if (keys.size === 0) return made;
    const { rows } = await connection.query(
      `INSERT INTO ${table} AS kept (subject, person, key)
        SELECT subject, subject, decode(key, 'hex')
        FROM unnest($1::text[], $2::text[]) AS made (subject, key)
        ON CONFLICT (subject) DO UPDATE SET key = excluded.key
        WHERE kept.key IS NULL AND NOT kept.erased
        RETURNING subject, key`,
      [[...keys.keys()], [...keys.values()].map((key) => Buffer.from(key).toString("hex"))],
    );
    for (const [subject, key] of rows) {
      if (key instanceof Uint8Array) made.set(nameOf(subject), key);
    }
    return made;
  }

  /** Until the transaction ends, nobody else joins or erases persons. */
  const lock = (session: Session, mode: "SHARE ROW EXCLUSIVE" | "ACCESS EXCLUSIVE") =>
    session.query(`LOCK TABLE ${table} IN ${mode} MODE`);
  const introduce = (session: Session, subjects: readonly Subject[]) =>
    session.query(
      `INSERT INTO ${table} (subject, person)
        SELECT subject, subject FROM unnest($1::text[]) AS new (subject) ON CONFLICT DO NOTHING`,
      [subjects],
    );
  async function destroyKeys(session: Session, persons: readonly string[]): Promise<void> {
    await session.query(`UPDATE ${table} SET erased = true, key = NULL WHERE person = ANY($1)`, [
      persons,
    ]);
    await rewrite(session, table);
  }
  async function personsOf(session: Session, subjects: readonly Subject[]) {
    const query = `SELECT subject, person, erased FROM ${table} WHERE subject = ANY($1)`;
    const { rows } = await session.query(query, [subjects]);
    return new Map(
      rows.map(([subject, person, erased]) => [
        nameOf(subject),
        { person: String(person), erased: erased === true },
      ]),
    );
  }

  async function isOnePerson(one: Subject, other: Subject): Promise<boolean> {
    const persons = await personsOf(connection, [one, other]);
    const person = persons.get(one)?.person;
    return person !== undefined && person === persons.get(other)?.person;
  }

  /** By person. */
  async function subjectsOf(session: Session, persons: readonly string[]) {
    const query = `SELECT person, subject FROM ${table} WHERE person = ANY($1) ORDER BY subject`;
    const found = new Map<string, Subject[]>();
    for (const [person, subject] of (await session.query(query, [persons])).rows) {
      const of = found.get(String(person)) ?? [];
      found.set(String(person), of);
      of.push(nameOf(subject));
    }
    return found;
  }

  const erase = inBatches(async (subjects: readonly Subject[]) => {
    const erased = await connection.transaction(async (session) => {
      // Writing the table anew needs it all; asked for at once, it cannot meet another who asks for more.
      await lock(session, "ACCESS EXCLUSIVE");
      await introduce(session, [...new Set(subjects)]);
      const known = await personsOf(session, subjects);
      const persons = [...known.values()].map(({ person }) => person);
      await destroyKeys(session, persons);
      const all = await subjectsOf(session, persons);
      return subjects.map((subject) => all.get(known.get(subject)?.person ?? "") ?? []);
    });
    await untilForgotten();
    await dropOldLog(connection);
    return erased;
  });

  /** No process goes on with a key that was destroyed. */
  async function untilForgotten(): Promise<void> {
    recent.forget();
    await options.backoff.sleep(LEASE_MS);
  }

  return {
    obtain: (subject) => recent.get(subject) ?? ask(subject),
    erase,

    async read(subjects) {
      const found = new Map<Subject, SubjectKey>();
      for (const [subject, state] of await states([...new Set(subjects)])) {
        if (state !== "erased") found.set(subject, state);
      }
      return found;
    },

    async link(one, other) {
      if (await isOnePerson(one, other)) return;
      const erased = await connection.transaction(async (session) => {
        await lock(session, "SHARE ROW EXCLUSIVE");
        await introduce(session, [...new Set([one, other])]);
        const persons = await personsOf(session, [one, other]);
        const [kept, joined] = [persons.get(one), persons.get(other)];
        if (kept === undefined || joined === undefined || kept.person === joined.person)
          return false;
        const join = `UPDATE ${table} SET person = $1 WHERE person = $2`;
        await session.query(join, [kept.person, joined.person]);
        if (!kept.erased && !joined.erased) return false;
        await destroyKeys(session, [kept.person]);
        return true;
      });
      if (!erased) return;
      await untilForgotten();
      await dropOldLog(connection);
    },

    async linked(subject) {
      const query = `SELECT subject FROM ${table}
        WHERE person = (SELECT person FROM ${table} WHERE subject = $1) ORDER BY subject`;
      const { rows } = await connection.query(query, [subject]);
      return rows.length === 0 ? [subject] : rows.map(([linked]) => nameOf(linked));
    },

    async kept(after, limit) {
      const query = `SELECT subject, person, erased, key FROM ${table}
        WHERE subject > $1 ORDER BY subject LIMIT $2`;
      const { rows } = await connection.query(query, [after ?? "", limit]);
      return rows.map(([subject, person, erased, key]) => ({
        subject: nameOf(subject),
        person: nameOf(person),
        key: erased === true ? "erased" : key instanceof Uint8Array ? key : null,
      }));
    },

    async adopt(keys) {
      await insertKeys(keys);
      const found = await states([...keys.keys()]);
      return [...keys].flatMap(([subject, key]) => {
        const own = found.get(subject);
        if (own === undefined || own === "erased") return [];
        return Buffer.compare(own, key) === 0 ? [] : [subject];
      });
    },

    async erased() {
      const query = `SELECT subject FROM ${table} WHERE erased ORDER BY subject`;
      return (await connection.query(query)).rows.map(([subject]) => nameOf(subject));
    },

    health: () => connection.health(),
    close: () => connection.close(),
  };
}

/** Only subjects are ever written to these columns. */
const nameOf = (value: unknown): Subject => subjectNamed(String(value));
