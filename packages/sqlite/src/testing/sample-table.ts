import type { Table } from "@docket/event-sourcing";

export const people: Table = {
  name: "people",
  version: 1,
  columns: { id: "text", name: "text", note: "text" },
  key: ["id"],
  indexes: [["name"]],
  partialIndexes: [{ of: { column: "note", is: null }, columns: ["name"], cells: ["id"] }],
};
