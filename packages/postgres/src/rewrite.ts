import type { Session } from "./connection.ts";
import { quoted } from "./names.ts";

/**
 * Writes all rows of a table anew into another file; the old one goes when the transaction ends. Unlike VACUUM FULL it
 * takes no row along that was changed or removed but that an old transaction might still see.
 * @param relation schema and table, quoted; a table that is not there is left alone
 */
export async function rewrite(session: Session, relation: string): Promise<void> {
  const { rows } = await session.query(
    `SELECT attname::text, format_type(atttypid, atttypmod), attcollation = '"C"'::regcollation
      FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped
      ORDER BY attnum LIMIT 1`,
    [relation],
  );
  const [first] = rows;
  if (first === undefined) return;
  const [column, type] = [quoted(String(first[0])), String(first[1])];
  // An expression that is not the column itself makes PostgreSQL compute, and so write, each row.
  const same = type === "text" ? `${column} || ''` : `${column}::text::${type}`;
  const collation = first[2] === true ? 'COLLATE "C"' : "";
  await session.query(
    `ALTER TABLE ${relation} ALTER COLUMN ${column} TYPE ${type} ${collation} USING ${same}`,
  );
}
