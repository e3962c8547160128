import {
  subjectNamed,
  type EventStore,
  type KeyStore,
  type Position,
  type StoredEvent,
  type Subject,
} from "@docket/event-sourcing";
import { randomBytes } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { openEventStore } from "./event-store.ts";
import { openKeyStore } from "./key-store.ts";
import type { Kind } from "./kind.ts";
import { inFile, openDatabase, StoreError, type Mode } from "./open.ts";

/** The files that belong together: events, and the keys of their personal texts. */
export interface Pair {
  readonly events: string;
  readonly keys: string;
}

interface Stores {
  readonly events: EventStore;
  readonly keys: KeyStore;
}

/** The identity that each of them carries; undefined in a file from before that was kept. */
export interface Identities {
  readonly ofEvents: string | undefined;
  readonly ofKeys: string | undefined;
}

/**
 * Looks whether keys are those of the events beside them: both carry the identity of the store that they were made for.
 * Files from before that are known by what they hold.
 * @throws StoreError KEYS_MISSING naming the keys' file, when they are another store's; STORE_CORRUPT, STORE_MISSING
 */
export async function requireFittingKeys(files: Pair, stores: Stores): Promise<Identities> {
  const ofEvents = identityIn(files.events, "events");
  const ofKeys = identityIn(files.keys, "keys");
  const isKnown = ofEvents !== undefined && ofKeys !== undefined;
  if (isKnown ? ofEvents === ofKeys : await knowsSubjects(stores)) return { ofEvents, ofKeys };
  throw new StoreError("KEYS_MISSING", files.keys, `${files.keys} has the keys of another store.`);
}

/**
 * The same of files that are not open.
 * @throws as {@link requireFittingKeys}
 */
export async function requireFittingFiles(files: Pair): Promise<void> {
  await reading(files, (stores) => requireFittingKeys(files, stores));
}

/**
 * The subjects of events that the keys know nothing of, though they are of the same store: they were copied before the
 * events were, and what was sealed for those subjects is lost.
 */
export const subjectsWithoutKey = (files: Pair): Promise<ReadonlySet<Subject>> =>
  reading(files, async ({ events, keys }) => {
    const erased = new Set(await keys.erased());
    const unknown = new Set<Subject>();
    let after: Position | null = null;
    for (;;) {
      const page = await events.readAll({ after, limit: PAGE });
      for (const one of await unknownIn(page, keys, erased)) unknown.add(one);
      const last = page.at(-1);
      if (last === undefined) return unknown;
      after = last.position;
    }
  });

async function reading<Result>(
  files: Pair,
  work: (stores: Stores) => Promise<Result>,
): Promise<Result> {
  const events = openEventStore(files.events, "read");
  try {
    const keys = openKeyStore(files.keys, "read");
    try {
      return await work({ events, keys });
    } finally {
      await keys.close();
    }
  } finally {
    await events.close();
  }
}

/** Gives both files the same identity, drawn at random when neither has one. */
export function giveIdentity(files: Pair, { ofEvents, ofKeys }: Identities): void {
  const store = ofEvents ?? ofKeys ?? randomBytes(16).toString("hex");
  if (ofEvents === undefined) write(files.events, "events", store);
  if (ofKeys === undefined) write(files.keys, "keys", store);
}

/** Which store a file was made for; undefined for a file from before that was kept. */
export const identityIn = (file: string, kind: Kind): string | undefined =>
  within(file, "read", kind, (database) => {
    const named = "SELECT 1 FROM sqlite_schema WHERE name = 'identity'";
    if (database.prepare(named).get() === undefined) return undefined;
    return String(database.prepare("SELECT store FROM identity").get()?.["store"]);
  });

const write = (file: string, kind: Kind, store: string): void =>
  within(file, "write", kind, (database) => {
    database.exec("BEGIN IMMEDIATE; CREATE TABLE identity (store TEXT NOT NULL) STRICT");
    database.prepare("INSERT INTO identity VALUES (?)").run(store);
    database.exec("COMMIT");
  });

function within<Result>(
  file: string,
  mode: Mode,
  kind: Kind,
  work: (database: DatabaseSync) => Result,
): Result {
  const database = openDatabase(file, mode, kind, "");
  try {
    return inFile(file, () => work(database));
  } finally {
    database.close();
  }
}

/** So few that also keys from an early backup know all of their subjects. */
const FIRST_EVENTS = 100;
/** Events that are looked at together. */
const PAGE = 1_000;
const SUBJECT = /"subject":"([^"\\]+)"/;

async function knowsSubjects({ events, keys }: Stores): Promise<boolean> {
  const page = await events.readAll({ after: null, limit: FIRST_EVENTS });
  return (await unknownIn(page, keys, new Set(await keys.erased()))).size === 0;
}

/** Every event was sealed with a key of its subject, which stays known when it is erased. */
async function unknownIn(
  page: readonly StoredEvent[],
  keys: KeyStore,
  erased: ReadonlySet<Subject>,
): Promise<ReadonlySet<Subject>> {
  const subjects = new Set<Subject>();
  for (const { metadata } of page) {
    const name = SUBJECT.exec(metadata)?.[1];
    if (name !== undefined) subjects.add(subjectNamed(name));
  }
  return subjects.difference(await keys.read([...subjects])).difference(erased);
}
