import {
  createProjector,
  createTurns,
  discardRebuild,
  readersOf,
  rebuild,
  tablesOf,
  WHOLE,
  type BuildPiece,
  type Position,
  type Projector,
  type ProjectorOptions,
  type RebuildOptions,
  type RebuildResult,
} from "@docket/event-sourcing";
import type { DomainEvent } from "@docket/schemas";

/** How far a group is that is made anew. */
export interface Progress {
  readonly group: string;
  readonly events: number;
}

export interface GroupGround extends Omit<
  ProjectorOptions<DomainEvent>,
  "batch" | "generation" | "rowsInMemory"
> {
  readonly onRenewing?: (progress: Progress) => void;
  readonly buildApart?: BuildApart;
}

/** Does a piece of building the tables of a group up to a place of the log beside the live ones, in a thread for example. */
export type BuildApart = (
  group: string,
  piece: BuildPiece,
  until: Position,
  onProgress: (events: number) => void,
) => Promise<void>;

/** One group of read models at work: whatever is asked for, one thing at a time. */
export interface GroupWork extends Pick<Projector, "goOn" | "settle" | "retry"> {
  readonly readers: readonly string[];
  /** Settles once its tables are of this definition: made anew before, here or by another process, if they were not. */
  renewed(): Promise<void>;
  step(): Promise<number>;
  /** Whoever else changed the tables, as one does who puts a backup or a replica in their place: it goes on from what they say. */
  lookAgain(): Promise<void>;
  rebuild(options: {
    readonly accept: boolean;
    readonly onProgress: (progress: Progress) => void;
  }): Promise<RebuildResult>;
}

const LIVE = { batch: 10_000, together: 8, rowsInMemory: 8_000 };
export const REBUILD = { batch: 20_000, rowsInMemory: 50_000 };

/** Its partitions would not stand at one place, where its tables can be compared. */
class DividedGroup extends Error {
  readonly code = "USAGE";
}
const isWhole = ({ dividedBy, share = WHOLE }: GroupGround): boolean =>
  dividedBy === undefined || share.parts === 1;
function refusePart(ground: GroupGround): void {
  if (isWhole(ground)) return;
  const message = `The group ${ground.group} is divided among processes. Stop them, and start one that keeps all of it.`;
  throw new DividedGroup(message);
}

export async function createGroupWork(given: GroupGround): Promise<GroupWork> {
  const { buildApart, ...ground } = given;
  const { readModels, group } = ground;
  const apart: Pick<RebuildOptions<DomainEvent>, "buildApart"> = buildApart === undefined
    ? {}
    : { buildApart: (piece, until, onProgress) => buildApart(group, piece, until, onProgress) };
  const tables = tablesOf(ground);
  const installed = await readModels.versions();
  if (tables.every(({ name }) => !installed.has(name))) await readModels.install(tables, "live");
  const projector = createProjector({ ...ground, generation: "live", ...LIVE });
  const inTurn = createTurns();
  let renewing: Promise<void> | undefined;

  /** Other tables may be live afterwards: the projector must not go on with rows of the old ones. */
  const exclusively = <Result>(work: () => Promise<Result>) =>
    inTurn(async () => {
      await projector.level();
      return work().finally(() => projector.forget());
    });

  /** One rebuild of the group at a time, whoever does it: they would write the same tables. */
  const alone = <Result>(work: () => Promise<Result>) => readModels.alone(`rebuild ${group}`, work);

  async function isCurrent(): Promise<boolean> {
    const versions = await readModels.versions();
    return tables.every(({ name, version }) => versions.get(name) === version);
  }

  /** Tables of another definition cannot be brought on, nor compared. Nobody works on them yet. */
  const renew = () =>
    rebuild({
      ...ground,
      ...apart,
      ...REBUILD,
      accept: true,
      upTo: "head",
      exclusively: (work) => work(),
      onProgress: (events) => ground.onRenewing?.({ group, events }),
    });

  async function renewIfOlder(): Promise<void> {
    if (!isWhole(ground)) {
      if (!(await isCurrent())) refusePart(ground);
      return;
    }
    await alone(async () => {
      // Of one that was cut off: an erasure would not reach it.
      await discardRebuild(ground);
      if (!(await isCurrent())) await renew();
    });
  }

  async function renewed(): Promise<void> {
    renewing ??= renewIfOlder();
    try {
      await renewing;
    } catch (error) {
      renewing = undefined;
      throw error;
    }
  }

  return {
    readers: readersOf(ground, ground.share),
    renewed,
    async step() {
      await renewed();
      return inTurn(() => projector.step());
    },
    async goOn() {
      await renewed();
      return inTurn(() => projector.goOn());
    },
    settle: () => projector.settle(),
    lookAgain: () =>
      inTurn(async () => {
        await projector.settle();
        projector.forget();
      }),
    async retry() {
      await renewed();
      return inTurn(() => projector.retry());
    },
    async rebuild({ accept, onProgress }) {
      refusePart(ground);
      await renewed();
      return alone(() =>
        rebuild({
          ...ground,
          ...apart,
          ...REBUILD,
          accept,
          upTo: "live",
          exclusively,
          onProgress: (events) => onProgress({ group, events }),
        }),
      );
    },
  };
}
