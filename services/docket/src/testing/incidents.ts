import { writeFileSync } from "node:fs";

/** An incident log of so many incidents, made by rule: five rows each, and in some a row that must be refused. */
export function writeIncidents(file: string, incidents: number): string {
  const lines = [HEADER.join(",")];
  for (let number = 0; number < incidents; number += 1) lines.push(...rowsOf(number));
  writeFileSync(file, `${lines.join("\n")}\n`);
  return file;
}

export const ROWS_PER_INCIDENT = 5;

const HEADER = [
  "number",
  "incident_state",
  "caller_id",
  "opened_at",
  "sys_updated_at",
  "contact_type",
  "category",
  "subcategory",
  "u_symptom",
  "priority",
  "assignment_group",
  "assigned_to",
];
const STATES = ["Active", "Awaiting User Info", "Resolved", "Closed", "Closed"];

function rowsOf(number: number): string[] {
  const day = `${1 + (number % 28)}/${1 + (number % 12)}/2016`;
  return STATES.map((state, row) => {
    // Every fiftieth is categorised anew when it is closed, which is refused.
    const category = row === 4 && number % 50 === 0 ? 99 : number % 7;
    return [
      `IN-${number}`,
      state,
      `Caller ${number % 200}`,
      `${day} 08:00`,
      `${day} ${10 + row}:15`,
      "Phone",
      `Category ${category}`,
      "?",
      "?",
      "3 - Moderate",
      `Group ${number % 5}`,
      "?",
    ].join(",");
  });
}
