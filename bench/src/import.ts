import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { figure, perSecond, type Figure } from "./measure.ts";
import { PROGRAM } from "./program.ts";

const INCIDENTS = 12_000;
const SAMPLE_MS = 100;

/** A whole import as a process of its own: rows per second, and its memory in the middle over that at its end. */
export async function importFigures(folder: string): Promise<readonly Figure[]> {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "incidents.csv");
  const rows = writeIncidents(file);
  const { seconds, memory } = await importing(file, join(folder, "store"));
  const at = (share: number) =>
    median(
      memory.slice(Math.floor(memory.length * (share - 0.1)), Math.ceil(memory.length * share)),
    );
  return [
    figure(
      { bench: "import", unit: "rows/s", against: "reading the file", goal: null },
      { rate: rows / seconds, against: readingRate(file, rows) },
    ),
    figure(
      { bench: "import memory", unit: "MB in the middle", against: "MB at the end", goal: 0.83 },
      { rate: at(0.55), against: at(1) },
    ),
  ];
}

async function importing(
  file: string,
  data: string,
): Promise<{ seconds: number; memory: number[] }> {
  const child = spawn(
    process.execPath,
    [PROGRAM, "import", "servicenow", file, "--data", data, "--json"],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const memory: number[] = [];
  const sampling = setInterval(() => {
    if (child.pid !== undefined && child.exitCode === null)
      memory.push(residentMegabytes(child.pid));
  }, SAMPLE_MS);
  let output = "";
  for await (const chunk of child.stdout) output += String(chunk);
  clearInterval(sampling);
  return { seconds: secondsIn(output), memory };
}

function secondsIn(output: string): number {
  const account: unknown = JSON.parse(output);
  const told = typeof account === "object" && account !== null && "seconds" in account;
  if (!told || typeof account.seconds !== "number") throw new Error(`no account: ${output}`);
  return account.seconds;
}

const residentMegabytes = (pid: number): number =>
  Number(execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" })) / 1_024;

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

function readingRate(file: string, rows: number): number {
  const start = performance.now();
  const cells = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.split(","));
  return perSecond(Math.min(cells.length, rows), start);
}

const HEAD = [
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
const COURSE = ["New", "Active", "Active", "Awaiting User Info", "Active", "Resolved", "Closed"];

/** Incidents of one course, one after another, as the real log has them. Returns the rows. */
function writeIncidents(file: string): number {
  const lines = [HEAD.join(",")];
  for (let incident = 0; incident < INCIDENTS; incident += 1) {
    const day = 1 + (incident % 28);
    const month = 1 + (Math.floor(incident / 28) % 12);
    for (const [step, state] of COURSE.entries()) {
      const agent = step === 0 ? "?" : `Resolver ${incident % 40}`;
      lines.push(
        [
          `INC${String(incident).padStart(7, "0")}`,
          state,
          `Caller ${incident % 2_500}`,
          `${day}/${month}/2016 08:00`,
          `${day}/${month}/2016 ${String(8 + step).padStart(2, "0")}:30`,
          "Phone",
          `Category ${incident % 30}`,
          `Subcategory ${incident % 90}`,
          "?",
          "3 - Moderate",
          `Group ${incident % 12}`,
          agent,
        ].join(","),
      );
    }
  }
  writeFileSync(file, `${lines.join("\n")}\n`);
  return lines.length - 1;
}
