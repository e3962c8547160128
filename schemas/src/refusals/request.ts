import { entry, type Entry } from "./entry.ts";

export const request = {
  MALFORMED_JSON: entry(
    400,
    "Not JSON",
    "The text is not valid JSON.",
    "Send one JSON object or an array of them; a file for `docket send` may have one per line.",
  ),
  UNSUPPORTED_MEDIA_TYPE: entry(
    415,
    "Unsupported media type",
    "The body is not sent as JSON in UTF-8.",
    "Send it with `Content-Type: application/json`.",
  ),
  METHOD_NOT_ALLOWED: entry(
    405,
    "Method not allowed",
    "This path is not asked by that method.",
    "Use one of the methods in `allowed`.",
  ),
  UNKNOWN_COMMAND: entry(
    400,
    "Unknown command",
    "No command has this type.",
    "Use one of the types in `allowed`.",
  ),
  UNKNOWN_FIELD: entry(
    400,
    "Unknown field",
    "There is a field that the schema lacks.",
    "Remove or rename the field.",
  ),
  INVALID_FIELD: entry(
    400,
    "Invalid field",
    "A field is missing or its value is not allowed.",
    "Correct the named field.",
  ),
  FORM_FIELD_BLANK: entry(
    400,
    "Blank form field",
    "A field of the complaint form is blank.",
    "Fill it with information, `N/A` or `Unknown`.",
  ),
  TOO_LARGE: entry(
    413,
    "Too large",
    "The body, the command or its event exceeds the limit.",
    "Split it, or keep large content elsewhere and send a reference.",
  ),
  BATCH_TOO_LARGE: entry(
    413,
    "Batch too large",
    "The batch has more commands than one request may carry.",
    "Send several smaller batches.",
  ),
  TOO_BUSY: entry(
    503,
    "Too busy",
    "Docket has as much to do at once as it takes on.",
    "Send the same again a little later, commands with the same id.",
    "same",
  ),
  NOT_FOUND: entry(
    404,
    "Not found",
    "Nothing is known by this name.",
    "Check the name: of a file, or of a ticket its id, reference or external id.",
  ),
  AMBIGUOUS: entry(
    409,
    "Ambiguous",
    "Several tickets answer to this name.",
    "Use one of the names in `allowed`.",
  ),
} as const satisfies Record<string, Entry>;
