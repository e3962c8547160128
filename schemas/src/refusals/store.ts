import { entry, type Entry } from "./entry.ts";

export const store = {
  FOLDER_IN_USE: entry(
    409,
    "Folder in use",
    "Another process writes to this folder.",
    "Stop it, or send the commands to it.",
    "later",
  ),
  STORE_CORRUPT: entry(
    500,
    "Store corrupt",
    "A file of the store is damaged, or holds something else.",
    "Restore a backup; `read-models.db`, of which there is none, is deleted instead: it is made anew.",
  ),
  FILE_NOT_ACCESSIBLE: entry(
    500,
    "File not accessible",
    "A file or folder may not be read or written.",
    "Let the user that runs Docket read and write it.",
    "later",
  ),
  UNREADABLE_EVENT: entry(
    500,
    "Unreadable event",
    "An event's type or version is unknown to this program, or its bytes were altered.",
    "Run the program that wrote it, or restore a backup.",
  ),
  EVENTS_MISSING: entry(
    500,
    "Events missing",
    "Events of this stream were removed from the event store: deleted or truncated there.",
    "Have the operator bring them back: a limit or a deletion is taken back, or a backup restored.",
  ),
  KEYS_MISSING: entry(
    500,
    "Keys missing",
    "The folder's key store is missing or belongs to another store.",
    "Restore the backup of the keys.",
  ),
  STORE_UNAVAILABLE: entry(
    503,
    "Store unavailable",
    "The store did not answer.",
    "Send the same command again with the same id.",
    "same",
  ),
  STORE_ACCESS_DENIED: entry(
    503,
    "Store access denied",
    "A server that Docket stands on does not let it in, or lacks what it asks for.",
    "Correct user, password, database and rights in Docket's configuration; then send the same command again with the same id.",
    "same",
  ),
  STREAM_DIFFERS: entry(
    409,
    "Stream differs",
    "The stream holds other events than those that were to be moved here.",
    "Move into a Docket that has taken no commands yet.",
  ),
  NOT_PROJECTED_YET: entry(
    504,
    "Not projected yet",
    "The read models have not reached the position in time.",
    "Ask again.",
    "same",
  ),
  USAGE: entry(
    400,
    "Usage",
    "The command line cannot be carried out as it stands.",
    "Name another file, folder or port, or see `docket --help`.",
  ),
} as const satisfies Record<string, Entry>;
