import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startDependent, type Dependent } from "./dependent.ts";
import { listens } from "./listens.ts";
import { natsProgram } from "./nats-program.ts";

/** A nats-server of our own, JetStream on, reachable from this machine alone. */
export interface NatsServer {
  readonly url: string;
  /** Ends it by this signal and waits for its end; its files stay. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts it again on the same port and files, after it was ended if need be. */
  restart(): Promise<void>;
  /** Ends it in good order; its files stay. */
  stop(): Promise<void>;
}

const START_MS = 20_000;
const LOOK_MS = 20;

/**
 * @param folder where JetStream keeps its files; made when it is not there
 * @param port a free one is chosen when none is given
 * @throws when it does not serve within twenty seconds
 */
export async function startNats(options: {
  readonly folder: string;
  readonly port?: number;
  /** More of its configuration, in its own language: who may connect, and how. */
  readonly configuration?: string;
}): Promise<NatsServer> {
  const { folder } = options;
  await mkdir(folder, { recursive: true });
  const program = await natsProgram();
  const configured: string[] = [];
  if (options.configuration !== undefined) {
    const file = join(folder, "nats.conf");
    await writeFile(file, options.configuration, { mode: 0o600 });
    configured.push("--config", file);
  }
  let port = options.port ?? -1;
  let running: Dependent | undefined;

  async function start(): Promise<void> {
    const place = ["--addr", "127.0.0.1", "--port", String(port), "--ports_file_dir", folder];
    const flags = [...configured, ...place, "--jetstream", "--store_dir", folder];
    const stdio = ["ignore", "ignore", "ignore"] as const;
    running = await startDependent([program, ...flags], { last: "KILL", stdio });
    port = await servingPort(running, folder);
  }

  async function kill(signal: NodeJS.Signals): Promise<void> {
    const ending = running;
    running = undefined;
    if (ending === undefined || ending.hasEnded()) return;
    ending.signal(signal);
    await ending.ended;
    await rm(portsFile(ending, folder), { force: true });
  }

  await start();
  return {
    url: `nats://127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill("SIGTERM");
      await start();
    },
    stop: () => kill("SIGTERM"),
  };
}

const portsFile = ({ pid }: Dependent, folder: string) => join(folder, `nats-server_${pid}.ports`);

/** The server writes its port into a file before it listens. */
async function servingPort(server: Dependent, folder: string): Promise<number> {
  const late = AbortSignal.timeout(START_MS);
  while (!late.aborted) {
    if (server.hasEnded()) throw new Error(`nats-server ended with code ${server.child.exitCode}.`);
    const port = await readFile(portsFile(server, folder), "utf8").then(portIn, () => undefined);
    if (port !== undefined && (await listens(port))) return port;
    await sleep(LOOK_MS);
  }
  server.signal("SIGKILL");
  throw new Error("nats-server does not serve.");
}

const portIn = (text: string): number | undefined => {
  const found = /(?:nats|tls):\/\/127\.0\.0\.1:(\d+)/.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
};
