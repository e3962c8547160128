import { freePort, startNats, startPostgres } from "@docket/local-servers";
import { lockFolder } from "@docket/sqlite";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { startProgram, type Program } from "./program.ts";

export interface StackOptions {
  /** Where everything keeps its files; made when it is not there. */
  readonly folder: string;
  /** An EventStoreDB to work on. Default: the double, which keeps its log in the folder. */
  readonly eventStore?: string | undefined;
  /** Of the HTTP interface. Default: any that is free. */
  readonly port?: number | undefined;
  /** Told of each step. */
  readonly onStep: (step: string) => void;
}

export interface Role {
  readonly program: Program;
  readonly url: string;
}

/** The distributed Docket on this machine alone: the servers it stands on, and its roles as processes of their own. */
export interface Stack {
  /** Commands and queries. */
  readonly url: string;
  readonly nats: string;
  readonly eventStore: string;
  /** With its password. */
  readonly postgres: string;
  readonly relay: Program;
  readonly projector: Program;
  readonly deadlines: Program;
  readonly api: Program;
  /** The double, where there is no other event store. */
  readonly node: Program | undefined;
  /** Starts a projector that is told of its work, beside or in place of the one that does all. */
  startProjector(...told: readonly string[]): Promise<Role>;
  stop(): Promise<void>;
}

const DOCKET = join(import.meta.dirname, "../../../services/docket/src/main.ts");
const DOUBLE = join(import.meta.dirname, "../../eventstoredb-double/src/main.ts");
const serving = z.object({ url: z.string() });

/**
 * Starts everything, from the ground up; what was started ends again when something does not come up.
 * @throws StoreError FOLDER_IN_USE when another one works on the folder
 */
export async function startStack({ folder, onStep, ...options }: StackOptions): Promise<Stack> {
  mkdirSync(join(folder, "logs"), { recursive: true });
  // Two logs in one file would be none.
  const unlock = lockFolder(folder);
  const undo: (() => Promise<void> | void)[] = [unlock];
  const started = async <Part extends { stop(): Promise<void> }>(
    name: string,
    part: Promise<Part>,
  ) => {
    onStep(name);
    const done = await part;
    undo.push(() => done.stop());
    return done;
  };
  const stop = async () => {
    for (const end of undo.splice(0).toReversed()) await end();
  };
  const log = (name: string) => join(folder, "logs", `${name}.log`);

  try {
    const nats = await started("nats", startNats({ folder: join(folder, "nats") }));
    const postgres = await started("postgres", startPostgres({ folder: join(folder, "postgres") }));
    const node = options.eventStore === undefined ? await double() : undefined;
    const eventStore = options.eventStore ?? node?.url ?? "";
    const env = {
      DOCKET_EVENTSTORE: eventStore,
      DOCKET_NATS: nats.url,
      DOCKET_POSTGRES: postgres.url,
    };
    const role = async (
      name: string,
      args: readonly string[],
      more: Record<string, string>,
    ): Promise<Role> => {
      onStep(name);
      const running = await startProgram({
        name,
        script: DOCKET,
        args: ["run", ...args],
        env: { ...env, ...more },
        log: log(name),
      });
      undo.push(() => running.program.stop());
      return { program: running.program, url: serving.parse(running.announced).url };
    };
    const port = async (wanted = 0) => ({ DOCKET_PORT: String(wanted || (await freePort())) });
    const relay = await role("relay", ["relay"], await port());
    const projector = await role("projector", ["projector"], await port());
    const deadlines = await role("deadlines", ["deadlines"], await port());
    const api = await role("api", ["command-api", "query-api"], {
      ...(await port(options.port)),
      DOCKET_PROJECTOR: projector.url,
    });
    return {
      url: api.url,
      nats: nats.url,
      eventStore,
      postgres: postgres.url,
      relay: relay.program,
      projector: projector.program,
      deadlines: deadlines.program,
      api: api.program,
      node: node?.program,
      startProjector: async (...told) =>
        role(
          `projector ${told.join(" ").replaceAll("/", " of ")}`,
          ["projector", ...told],
          await port(),
        ),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }

  async function double() {
    onStep("event store double");
    const running = await startProgram({
      name: "eventstoredb-double",
      script: DOUBLE,
      args: ["--port", String(await freePort()), "--file", join(folder, "eventstore.log")],
      env: {},
      log: log("eventstoredb-double"),
    });
    undo.push(() => running.program.stop());
    return { program: running.program, url: serving.parse(running.announced).url };
  }
}
