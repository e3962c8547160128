import { entry, type Entry } from "./entry.ts";

export const importing = {
  ROW_MALFORMED: entry(
    400,
    "Row malformed",
    "The row cannot be read.",
    "Correct the row; the rest was imported.",
  ),
  ROW_INVALID: entry(
    400,
    "Row invalid",
    "A value of the row is not what the source's format allows.",
    "Correct the named column; the rest was imported.",
  ),
  FILE_UNREADABLE: entry(
    400,
    "File unreadable",
    "The file cannot be read on from here.",
    "Mend the file and import it again: what was imported before this place stays, and is not imported twice.",
  ),
  COLUMN_MISSING: entry(
    400,
    "Column missing",
    "The file lacks a column that the source or the mapping takes from; nothing was imported.",
    "Check that file, source and mapping belong together.",
  ),
  MAPPING_INVALID: entry(
    400,
    "Mapping invalid",
    "The mapping file does not fit its schema.",
    "Correct the file, at the named field if there is one.",
  ),
} as const satisfies Record<string, Entry>;
