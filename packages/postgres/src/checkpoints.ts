import { position, type Generation, type Position } from "@docket/event-sourcing";
import type { Session } from "./connection.ts";
import { quoted } from "./names.ts";

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
     * How many stood at `from`: unless all of them, the transaction must not be committed. Whoever else would move one of
     * them waits until it ends.
     */
    async move(
      session: Session,
      readers: readonly string[],
      generation: Generation,
      { from, to }: { readonly from: Position | null; readonly to: Position },
    ): Promise<number> {
      const first = `INSERT INTO ${table} SELECT name, $2, $3 FROM unnest($1::text[]) AS name
        ON CONFLICT DO NOTHING`;
      const next = `UPDATE ${table} SET position = $2 WHERE name = ANY($1) AND position = $3`;
      const { changed } =
        from === null
          ? await session.query(first, [readers, generation, to])
          : await session.query(next, [readers, to, from]);
      return changed;
    },

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
