import { spawnSync } from "node:child_process";
import {
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  symlinkSync,
} from "node:fs";
import { join } from "node:path";

/** Somebody of this machine whom a process can be run as. */
export interface User {
  readonly uid: number;
  readonly gid: number;
}

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody`. `undefined`: as whoever we are. */
export function serverUser(): User | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const accounts = readFileSync("/etc/passwd", "utf8")
    .split("\n")
    .map((line) => line.split(":"));
  for (const wanted of ["postgres", "nobody"]) {
    const found = accounts.find(([name]) => name === wanted);
    if (found !== undefined) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error("PostgreSQL refuses to run as root, and there is no user postgres or nobody.");
}

/** Whether a user may go through a folder that exists: each one above it must let them. */
export const canEnter = (user: User | undefined, folder: string): boolean =>
  user === undefined || spawnSync("test", ["-x", folder], { ...user, cwd: "/" }).status === 0;

/**
 * A folder of the user's own. Where they cannot go, it is made in /var/lib/docket, and a link in `folder` leads there:
 * who removes the link removes the data from sight, and another folder is made.
 */
export function ownFolder(user: User | undefined, folder: string): string {
  mkdirSync(folder, { recursive: true });
  if (user === undefined) return folder;
  const link = join(folder, "elsewhere");
  const linked = targetOf(link);
  if (linked !== undefined) return linked;
  if (canEnter(user, join(folder, ".."))) {
    chownSync(folder, user.uid, user.gid);
    return folder;
  }
  mkdirSync("/var/lib/docket", { recursive: true });
  const made = mkdtempSync("/var/lib/docket/postgres-");
  chownSync(made, user.uid, user.gid);
  symlinkSync(made, link);
  return made;
}

function targetOf(link: string): string | undefined {
  try {
    return readlinkSync(link);
  } catch {
    return undefined;
  }
}
