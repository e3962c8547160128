import { subject } from "@docket/event-sourcing";
import { people } from "./sample-table.ts";
import { writeSync } from "node:fs";
import { openFolder } from "../folder.ts";
import { StoreError } from "../open.ts";

/** Opens a folder in this other process and prints what it found there, or the code of the error. */
const [folder = "", mode] = process.argv.slice(2);
try {
  const stores = await openFolder(folder, mode === "write" ? "write" : "read");
  const events = await stores.events.readAll({ after: null, limit: 1_000 });
  const keys = await stores.keys.read([subject("customer", "anna")]);
  const rows = await stores.readModels.select(people, {});
  writeSync(1, JSON.stringify({ events: events.length, keys: keys.size, rows: rows.length }));
  await stores.close();
} catch (error) {
  if (!(error instanceof StoreError)) throw error;
  writeSync(1, JSON.stringify({ code: error.code, file: error.file }));
}
