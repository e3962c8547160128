import { position, type Generation, type Position } from "@docket/event-sourcing";
import type { Session, Statement } from "./connection.ts";
import { PostgresError } from "./errors.ts";
import { quoted } from "./names.ts";

const DIVISION_BY_ZERO = "22012";

/** Where the readers of one schema stand. */
export function checkpointsOf(schema: string) {
  const table = `${quoted(schema)}.checkpoints`;

  return {
    async read(session: Session, readers: readonly string[]): Promise<Position | null> {
      const query = `SELECT count(*), min(position)::text FROM ${table} WHERE name = ANY($1)`;
      const [row] = (await session.query(query, [readers])).rows;
      return row?.[0] === readers.length ? position(BigInt(String(row[1]))) : null;
    },

    /**
     * Fails, and with it its transaction, unless all of them stood at `from`. Whoever else would move one of them waits until
     * it ends.
     */
    move(
      readers: readonly string[],
      generation: Generation,
      { from, to }: { readonly from: Position | null; readonly to: Position },
    ): Statement {
      const first = `INSERT INTO ${table} SELECT name, $2, $3 FROM unnest($1::text[]) AS name
        ON CONFLICT DO NOTHING`;
      const next = `UPDATE ${table} SET position = $2 WHERE name = ANY($1) AND position = $3`;
      // What follows is under way already: only an error of the server stops it.
      const moving = (move: string) => `WITH moved AS (${move} RETURNING 1)
        SELECT 1 / (count(*) = cardinality($1::text[]))::int FROM moved`;
      return from === null
        ? { text: moving(first), values: [readers, generation, to] }
        : { text: moving(next), values: [readers, to, from] };
    },

    /** Whether a transaction failed by {@link move}. */
    stoodElsewhere: (error: unknown): boolean =>
      error instanceof PostgresError && error.state === DIVISION_BY_ZERO,

    /** Sets them, wherever they stood. */
    async set(session: Session, readers: readonly string[], at: Position | null): Promise<void> {
      await this.forget(session, readers);
      if (at === null) return;
      const all = `INSERT INTO ${table} SELECT name, 'live', $2 FROM unnest($1::text[]) AS name`;
      await session.query(all, [readers, at]);
    },

    async forget(session: Session, readers: readonly string[]): Promise<void> {
      await session.query(`DELETE FROM ${table} WHERE name = ANY($1)`, [readers]);
    },
  };
}
