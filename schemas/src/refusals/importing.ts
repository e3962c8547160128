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
  MAPPING_INVALID: entry(
    400,
    "Mapping invalid",
    "The mapping file does not fit its schema.",
    "Correct the file, at the named field if there is one.",
  ),
} as const satisfies Record<string, Entry>;
