import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chownSync, existsSync, openSync, readFileSync, renameSync } from "node:fs";
import { closeSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { env } from "node:process";
import { setTimeout as pause } from "node:timers/promises";
import { promisify } from "node:util";
import { startDependent, type Dependent } from "./dependent.ts";
import { freePort } from "./free-port.ts";
import { postgresBinaries } from "./postgres-binaries.ts";
import { ownFolder, serverUser, type User } from "./postgres-user.ts";

export interface LocalPostgresOptions {
  /** For this server alone; its data stay there. */
  readonly folder: string;
  /** Default: any that is free. */
  readonly port?: number;
  /** Whether a power cut loses nothing; `false` is for tests. Default: true. */
  readonly durable?: boolean;
  /** PEM texts; nothing: no TLS. */
  readonly tls?: { readonly key: string; readonly certificate: string };
}

/** A PostgreSQL server on loopback. It ends when this process ends, however that happens. */
export interface LocalPostgres {
  /** With the password: not for logs. Its user may do everything. */
  readonly url: string;
  /** In order: sessions are ended, everything is written. */
  stop(): Promise<void>;
  /** As a crash would. */
  kill(): Promise<void>;
  /** After a stop or a kill; at the same address. */
  restart(): Promise<void>;
}

const run = promisify(execFile);

const USER = "docket";
const WAIT = 50;
const MOST_WAITS = 600;
/** A server that was killed holds its folder until its last process has noticed. */
const STILL_HELD = /lock file "postmaster.pid" already exists|shared memory block/;

/**
 * Starts PostgreSQL: the machine's own, or one fetched into a cache.
 * @throws Error with the end of the server's log when it does not serve
 */
export async function startPostgres(options: LocalPostgresOptions): Promise<LocalPostgres> {
  const user = serverUser();
  const binaries = await postgresBinaries(user);
  const place = ownFolder(user, options.folder);
  const durable = options.durable ?? true;
  const as = { ...user, cwd: place, env: { PATH: env["PATH"], LC_ALL: "C", TZ: "UTC" } };
  const password = passwordIn(place, user);
  const data = join(place, "data");
  if (!existsSync(data)) await makeCluster();
  if (options.tls !== undefined) {
    writeOwn("server.key", options.tls.key);
    writeOwn("server.crt", options.tls.certificate);
  }
  const port = options.port ?? (await freePort());
  const log = join(place, "postgres.log");
  let running: Dependent | undefined;

  /** A file of the cluster that its user alone may read. */
  function writeOwn(name: string, text: string): void {
    writeFileSync(join(data, name), text, { mode: 0o600 });
    if (user !== undefined) chownSync(join(data, name), user.uid, user.gid);
  }

  /** Made beside and renamed, so that one that was broken off is not taken for whole. */
  async function makeCluster(): Promise<void> {
    const beside = join(place, "data.new");
    rmSync(beside, { recursive: true, force: true });
    const words = [
      `--pgdata=${beside}`,
      `--username=${USER}`,
      `--pwfile=${join(place, "password")}`,
    ];
    const kind = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C", "--data-checksums"];
    await run(join(binaries, "initdb"), [...words, ...kind, ...(durable ? [] : ["--no-sync"])], as);
    renameSync(beside, data);
  }

  async function start(): Promise<void> {
    for (let waits = 0; waits < MOST_WAITS; waits += 1) {
      const reason = await tryToStart();
      if (reason === undefined) return;
      if (!STILL_HELD.test(reason)) throw new Error(`PostgreSQL does not start: ${reason}`);
      await pause(WAIT);
    }
    throw new Error(`Another PostgreSQL serves ${place}.`);
  }

  /** @returns why it did not start */
  async function tryToStart(): Promise<string | undefined> {
    const output = openSync(log, "w", 0o600);
    const words = [
      join(binaries, "postgres"),
      "-D",
      data,
      "-p",
      String(port),
      ...settings(durable),
      ...(options.tls === undefined ? [] : ["-c", "ssl=on"]),
    ];
    const server = await startDependent(words, {
      ...as,
      last: "INT",
      stdio: ["ignore", output, output],
    });
    closeSync(output);
    for (let waits = 0; !server.hasEnded() && waits < MOST_WAITS; waits += 1) {
      if (isReady(join(data, "postmaster.pid"), server.pid)) {
        running = server;
        return undefined;
      }
      await pause(WAIT);
    }
    server.signal("SIGINT");
    await server.ended;
    return readFileSync(log, "utf8").slice(-1_000).trim() || "it says nothing";
  }

  async function end(signal: "SIGINT" | "SIGKILL"): Promise<void> {
    const server = running;
    running = undefined;
    server?.signal(signal);
    await server?.ended;
  }

  await start();
  return {
    url: `postgres://${USER}:${password}@127.0.0.1:${port}/postgres`,
    stop: () => end("SIGINT"),
    kill: () => end("SIGKILL"),
    restart: start,
  };
}

const settings = (durable: boolean): readonly string[] =>
  [
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    // No value of a row and no statement in the log.
    "log_error_verbosity=terse",
    "log_min_error_statement=panic",
    // What was erased must not live on in log files kept to be written again.
    "wal_recycle=off",
    ...(durable ? [] : ["fsync=off", "full_page_writes=off"]),
  ].flatMap((setting) => ["-c", setting]);

function passwordIn(place: string, user: User | undefined): string {
  const file = join(place, "password");
  if (!existsSync(file)) {
    writeFileSync(file, randomBytes(24).toString("hex"), { mode: 0o600 });
    if (user !== undefined) chownSync(file, user.uid, user.gid);
  }
  return readFileSync(file, "utf8");
}

/** The server writes its state in the eighth line of this file; one of a dead server bears another process id. */
function isReady(file: string, pid: number): boolean {
  if (!existsSync(file)) return false;
  const lines = readFileSync(file, "utf8").split("\n");
  return Number(lines[0]) === pid && lines[7]?.trim() === "ready";
}
