import { position, type Key, type Row, type Table } from "@docket/event-sourcing";
import type { PostgresReadModels } from "../read-model-store.ts";

export const people: Table = {
  name: "people",
  version: 1,
  columns: { personId: "text", number: "integer", fullName: "text", note: "text" },
  key: ["personId"],
  indexes: [["fullName"], ["note", "number"]],
};

export const person = (id: number, note: string): Row => ({
  personId: `p${String((id * 7_919) % 10_000).padStart(5, "0")}`,
  number: id,
  fullName: `Name ${id}`,
  note,
});

/** Batch number `to` of the group `people`. */
export const batch = (to: number, put: readonly Row[], remove: readonly Key[] = []) => ({
  readers: ["people"],
  from: to === 1 ? null : position(BigInt(to - 1)),
  to: position(BigInt(to)),
  writes: [{ table: people, put, remove }],
  generation: "live" as const,
});

export async function rowsOf(store: PostgresReadModels): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const page of store.scan(people, "live")) rows.push(...page);
  return rows;
}
