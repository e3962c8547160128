import { buildPiece, type BuildPiece, type Parked, type Position } from "@docket/event-sourcing";
import { createPolicyBook, knownPolicies } from "@docket/read-models";
import { REBUILD } from "./group-work.ts";
import { readingGroups, type ReadingGround } from "./reading-groups.ts";

/** Does a piece of building the tables of one group up to a place of the log, beside the live ones, as a rebuild has begun them. */
export async function buildGroup(
  ground: ReadingGround & { readonly onParked: (parked: Parked) => void },
  name: string,
  piece: BuildPiece,
  until: Position,
  onProgress: (events: number) => void,
): Promise<void> {
  // Whoever goes through the log learns them there; what is derived then rests on those that the rows hold.
  const policies =
    piece === "fold" ? createPolicyBook() : await knownPolicies(ground.readModels, "rebuilt");
  const group = readingGroups(ground, policies).find((one) => one.group === name);
  if (group === undefined) throw new RangeError(`There is no group ${name}.`);
  const options = { ...group, ...REBUILD, onParked: ground.onParked, onProgress };
  await buildPiece(options, piece, until);
}
