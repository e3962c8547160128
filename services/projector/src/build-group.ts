import { build, type Parked, type Position } from "@docket/event-sourcing";
import { REBUILD } from "./group-work.ts";
import { readingGroups, type ReadingGround } from "./reading-groups.ts";

/** Builds the tables of one group up to a place of the log beside the live ones, as a rebuild has begun them. */
export async function buildGroup(
  ground: ReadingGround & { readonly onParked: (parked: Parked) => void },
  name: string,
  until: Position,
  onProgress: (events: number) => void,
): Promise<void> {
  const group = (await readingGroups(ground)).find((one) => one.group === name);
  if (group === undefined) throw new RangeError(`There is no group ${name}.`);
  await build({ ...group, ...REBUILD, onParked: ground.onParked, onProgress }, until);
}
