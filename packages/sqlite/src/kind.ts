import type { DatabaseSync } from "node:sqlite";

/** What a file of a folder holds. */
export type Kind = "events" | "keys" | "readModels";

/** SQLite's application id, in the file's header: "Dkt" and a letter. */
const APPLICATION_ID: Readonly<Record<Kind, number>> = {
  events: 0x446b_7465,
  keys: 0x446b_746b,
  readModels: 0x446b_7472,
};

/** A table that each kind has had from the start: by it a file is known that was made before files said what they are. */
const FIRST_TABLE: Readonly<Record<Kind, string>> = {
  events: "events",
  keys: "subjects",
  readModels: "definitions",
};

/** How a file stands to a kind: of it, of none yet, or of something else. */
export function standingOf(database: DatabaseSync, kind: Kind): "ours" | "empty" | "strange" {
  const id = applicationId(database);
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all();
  if (id === APPLICATION_ID[kind]) return "ours";
  if (id !== 0) return "strange";
  if (tables.length === 0) return "empty";
  return tables.some(({ name }) => name === FIRST_TABLE[kind]) ? "ours" : "strange";
}

/** Writes into the file's header what it holds. */
export function mark(database: DatabaseSync, kind: Kind): void {
  if (applicationId(database) === APPLICATION_ID[kind]) return;
  database.exec(`PRAGMA application_id = ${APPLICATION_ID[kind]}`);
}

const applicationId = (database: DatabaseSync): unknown =>
  database.prepare("PRAGMA application_id").get()?.["application_id"];
