import { phase as phases, type Phase } from "@docket/schemas";
import type { StateValue } from "xstate";
import { chartPosition, type ChartPosition } from "./brands.ts";

/** Chart positions, written and read. XState's state values and these texts say the same. */

/** Where a newly opened ticket of either kind stands. */
export const openingPosition = chartPosition("inquiry.working");

export const WORK_STATES = [
  "working",
  "waitingForCustomer",
  "waitingForThirdParty",
  "followUp",
  "done",
  "withdrawn",
  "merged",
] as const;
export type WorkState = (typeof WORK_STATES)[number];

const COURSES = [
  "firstAttempt",
  "management",
  "investigation",
  "findings",
  "correctiveAction",
  "verification",
  "verified",
] as const;
export type Course = (typeof COURSES)[number];

export interface Place {
  readonly phase: Phase;
  readonly state: WorkState;
  /** How far the complaint procedure has come, in a complaint's resolution. */
  readonly course: Course | null;
}

const places = new Map<ChartPosition, Place>();

/** A position, read. */
export function placeOf(position: ChartPosition): Place {
  let place = places.get(position);
  if (place === undefined) {
    // The follow-up has no states of its own.
    const [phase, state = "followUp", course] = chartPart(position).split(".");
    place = {
      phase: phases.parse(phase),
      state: member(WORK_STATES, state),
      course: course === undefined ? null : member(COURSES, course),
    };
    places.set(position, place);
  }
  return place;
}

function member<Name extends string>(names: readonly Name[], text: string): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw new RangeError(`no position in a chart: ${text}`);
  return found;
}

export const phaseOf = (position: ChartPosition): Phase => placeOf(position).phase;

export function isUnresolved(position: ChartPosition): boolean {
  const phase = phaseOf(position);
  return phase !== "followUp" && phase !== "closed";
}

const MERGED = "closed.merged";
/** A position as the charts know it: without the place that a merged ticket came from. */
export const chartPart = (position: ChartPosition): string =>
  position.startsWith(MERGED) ? MERGED : position;
export const mergedAt = (position: ChartPosition): ChartPosition =>
  chartPosition(`${MERGED}(${position})`);
export const beforeMerge = (position: ChartPosition): ChartPosition =>
  chartPosition(position.slice(MERGED.length + 1, -1));

/** The same phase and wait in the complaint's chart; in resolution its procedure begins with the first attempt. */
export const inComplaint = (position: ChartPosition): ChartPosition =>
  phaseOf(position) === "resolution" ? chartPosition(`${position}.firstAttempt`) : position;

/** Names from the outside in; of two regions the wait comes before the course. */
export function positionOf(value: StateValue): ChartPosition {
  if (typeof value === "string") return chartPosition(value);
  const names = Object.entries(value).flatMap(([phase, inner]) =>
    typeof inner === "object" ? [phase, inner["wait"], inner["course"]] : [phase, inner],
  );
  return chartPosition(names.filter((name) => typeof name === "string").join("."));
}

export function valueOf(position: string): StateValue {
  const [phase = "", state, course] = position.split(".");
  if (state === undefined) return phase;
  return { [phase]: course === undefined ? state : { wait: state, course } };
}
