import {
  calendarDocument,
  compileCalendar,
  DAY,
  evaluateClock,
  formatInstant,
  MINUTE,
  type ClockCase,
} from "@docket/service-levels";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { figure, inTurn, rateOf, type Figure } from "./measure.ts";
import { PROGRAM } from "./program.ts";

const CASES = 100_000;
const ROUNDS = 5;
/** Per second. */
const WANTED = { evaluations: 200_000, lines: 20_000 };

const ZONES = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Sydney"];
const OPENINGS = ["08:00", "09:00", "09:30"];
const WORKDAYS = ["monday", "tuesday", "wednesday", "thursday", "friday"];

/** Clocks on calendars that are ready for reckoning, and as the program judges them from a file, its start included. */
export async function clockFigures(folder: string): Promise<readonly Figure[]> {
  mkdirSync(folder, { recursive: true });
  return [await evaluations(), await lines(folder)];
}

async function evaluations(): Promise<Figure> {
  const calendars = documents().map((given) => compileCalendar(calendarDocument.parse(given)));
  const cases = Array.from({ length: CASES }, (_, index): ClockCase => {
    const calendar = calendars[index % calendars.length];
    if (calendar === undefined) throw new Error("no calendars");
    return { ...timesOf(index), calendar };
  });
  let breached = 0;
  const evaluating = () =>
    rateOf(CASES, () => {
      for (const one of cases) if (evaluateClock(one).state === "breached") breached += 1;
    });
  const pair = await inTurn(ROUNDS, evaluating, async () => WANTED.evaluations);
  if (breached === 0) throw new Error("no clock was breached");
  const judged = { bench: "clock evaluations", unit: "clocks/s", against: "wanted", goal: 1 };
  return figure(judged, pair);
}

async function lines(folder: string): Promise<Figure> {
  const given = documents();
  const file = join(folder, "clocks.jsonl");
  const texts = Array.from({ length: CASES }, (_, index) => {
    const { target, start, pauses, stop, now } = timesOf(index);
    return JSON.stringify({
      calendar: given[index % given.length],
      target: `PT${target / MINUTE}M`,
      start: formatInstant(start),
      pauses: pauses.map(([from, to]) => [
        formatInstant(from),
        to === null ? null : formatInstant(to),
      ]),
      stop: stop === null ? null : formatInstant(stop),
      now: formatInstant(now),
    });
  });
  writeFileSync(file, `${texts.join("\n")}\n`);
  const rate = await rateOf(CASES, () => evaluateFile(file));
  const judged = { bench: "clock evaluate", unit: "lines/s", against: "wanted", goal: 1 };
  return figure(judged, { rate, against: WANTED.lines });
}

async function evaluateFile(file: string): Promise<void> {
  const child = spawn(process.execPath, [PROGRAM, "clock", "evaluate", file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(child, "exit");
  let [answers, errors] = [0, 0];
  for await (const chunk of child.stdout.setEncoding("utf8")) {
    const text = String(chunk);
    answers += text.split("\n").length - 1;
    errors += text.split('{"error"').length - 1;
  }
  await ended;
  if (answers !== CASES || errors > 0) throw new Error(`${answers} answers, ${errors} errors`);
}

/** Business hours in several zones, with a holiday each. */
const documents = () =>
  ZONES.flatMap((timeZone) =>
    OPENINGS.map((from) => ({
      timeZone,
      weekly: Object.fromEntries(WORKDAYS.map((day) => [day, [[from, "17:00"]]])),
      exceptions: [{ date: "2026-12-25", open: [] }],
    })),
  );

/** Hardly two alike: over two years, with no pause or one that ended or goes on, stopped or running. */
function timesOf(index: number): Omit<ClockCase, "calendar"> {
  const start = Date.UTC(2025, 0, 6) + (((index * 631 + (index % 7)) * MINUTE) % (700 * DAY));
  const pausedAt = start + (30 + (index % 600)) * MINUTE;
  const until = index % 9 === 0 ? null : pausedAt + (20 + (index % 2_000)) * MINUTE;
  return {
    target: (60 + (index % 1_200)) * MINUTE,
    start,
    pauses: index % 3 === 0 ? [] : [[pausedAt, until]],
    stop: index % 2 === 0 ? null : start + (45 + (index % 9_000)) * MINUTE,
    now: start + (1 + (index % 12)) * DAY,
  };
}
