import type { Cell, Condition, Row } from "./read-model-store.ts";

/** Whether a row meets all conditions: what a store's own query says of it. A null cell is in no range. */
export const holds = (where: readonly Condition[], row: Row): boolean =>
  where.every((condition) => meets(row[condition.column] ?? null, condition));

function meets(cell: Cell, condition: Condition): boolean {
  if ("is" in condition) return cell === condition.is;
  if ("in" in condition) return condition.in.includes(cell);
  if (cell === null) return false;
  const { atLeast, below, after } = condition;
  return (
    (atLeast === undefined || (atLeast !== null && cell >= atLeast)) &&
    (below === undefined || (below !== null && cell < below)) &&
    (after === undefined || (after !== null && cell > after))
  );
}
