import { position, type Generation, type Position } from "@docket/event-sourcing";
import type { Session } from "./connection.ts";
import { quoted } from "./names.ts";

/** Where the readers of one schema stand. */
export function checkpointsOf(schema: string) {
  const table = `${quoted(schema)}.checkpoints`;

  return {
    async read(session: Session, group: string): Promise<Position | null> {
      const query = `SELECT position::text FROM ${table} WHERE name = $1`;
      const [row] = (await session.query(query, [group])).rows;
      return row === undefined ? null : position(BigInt(String(row[0])));
    },

    /** Whether it stood at `from`. Whoever else would move it waits until this transaction ends. */
    async move(
      session: Session,
      group: string,
      generation: Generation,
      { from, to }: { readonly from: Position | null; readonly to: Position },
    ): Promise<boolean> {
      const first = `INSERT INTO ${table} VALUES ($1, $2, $3) ON CONFLICT DO NOTHING`;
      const next = `UPDATE ${table} SET position = $2 WHERE name = $1 AND position = $3`;
      const { changed } =
        from === null
          ? await session.query(first, [group, generation, to])
          : await session.query(next, [group, to, from]);
      return changed === 1;
    },

    /** Sets it, wherever it stood. */
    async set(session: Session, group: string, at: Position | null): Promise<void> {
      await session.query(`DELETE FROM ${table} WHERE name = $1`, [group]);
      if (at === null) return;
      await session.query(`INSERT INTO ${table} VALUES ($1, 'live', $2)`, [group, at]);
    },

    async forgetRebuilds(session: Session): Promise<void> {
      await session.query(`DELETE FROM ${table} WHERE generation = 'rebuilt'`);
    },
  };
}
