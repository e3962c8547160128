import { refusal, type Refusal } from "@docket/schemas";
import type { SourceRow } from "./source.ts";

/**
 * A row of a file, or why there is none: `malformed` concerns this row alone, after `unreadable` the file cannot be
 * read any further.
 */
export type ReadRow =
  | SourceRow
  | {
      readonly kind: "malformed" | "unreadable";
      readonly line: number;
      readonly refusal: Refusal;
    };

/** Takes the bytes of a file piece by piece and gives the rows that are complete. */
export interface RowReader {
  feed(chunk: Uint8Array): readonly ReadRow[];
  end(): readonly ReadRow[];
}

export const malformed = (line: number, why: string): ReadRow => ({
  kind: "malformed",
  line,
  refusal: refusal("ROW_MALFORMED", why),
});

export const unreadable = (line: number, why: string): ReadRow => ({
  kind: "unreadable",
  line,
  refusal: refusal("FILE_UNREADABLE", why),
});

/** A name that several columns have says nothing. */
export const columnRepeated = (line: number, column: string): ReadRow => ({
  kind: "unreadable",
  line,
  refusal: refusal("FILE_UNREADABLE", `There are several columns \`${column}\`.`, {
    field: column,
  }),
});

export const columnMissing = (line: number, column: string): ReadRow => ({
  kind: "unreadable",
  line,
  refusal: refusal("COLUMN_MISSING", `There is no column \`${column}\`.`, { field: column }),
});
