import { execFile } from "node:child_process";
import { access, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { env } from "node:process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where Debian's package has it. */
const PLACE = join("usr", "sbin", "nats-server");

/**
 * A nats-server to start: the one on the PATH, else the one that Debian's package installs, else that package unpacked
 * into the user's cache folder, which needs no rights. apt checks the signature of the list and the digest of the package.
 * @throws when there is none and apt cannot fetch one
 */
export async function natsProgram(): Promise<string> {
  if (await runs("nats-server")) return "nats-server";
  if (await runs(join("/", PLACE))) return join("/", PLACE);
  const cache = env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "docket", `nats-server-${process.arch}`);
  const program = join(folder, PLACE);
  if (!(await exists(program))) await unpackInto(folder);
  return program;
}

const runs = (program: string) =>
  run(program, ["--version"]).then(
    () => true,
    () => false,
  );
const exists = (path: string) =>
  access(path).then(
    () => true,
    () => false,
  );

/** Unpacks beside the folder and renames, so that of two who do it at once either has it whole. */
async function unpackInto(folder: string): Promise<void> {
  await mkdir(join(folder, ".."), { recursive: true });
  const work = await mkdtemp(`${folder}.`);
  try {
    const unpacked = join(work, "unpacked");
    await run("dpkg-deb", ["--extract", await download(work), unpacked]);
    await rename(unpacked, folder);
  } catch (error) {
    if (!(await exists(join(folder, PLACE)))) throw error;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** The package's file. apt works on lists of its own in `work`: the machine's may be missing, or not ours to write. */
async function download(work: string): Promise<string> {
  const places = ["lists/partial", "cache/archives/partial"];
  for (const place of places) await mkdir(join(work, place), { recursive: true });
  const options = [
    `Dir::State=${work}`,
    `Dir::Cache=${join(work, "cache")}`,
    "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
    "Acquire::Languages=none",
    "APT::Sandbox::User=root",
  ].flatMap((option) => ["-o", option]);
  await run("apt-get", [...options, "--quiet", "update"], { cwd: work });
  await run("apt-get", [...options, "--quiet", "download", "nats-server"], { cwd: work });
  const file = (await readdir(work)).find((name) => name.endsWith(".deb"));
  if (file === undefined) throw new Error("apt fetched no package nats-server.");
  return join(work, file);
}
