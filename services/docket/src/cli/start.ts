import { once } from "node:events";
import { createServer as createListener } from "node:net";
import { aborted } from "../aborted.ts";
import { examine } from "../serving/health.ts";
import { createServer } from "../serving/server.ts";
import { announceServer, withdrawServer } from "../server-file.ts";
import { createOutput } from "../output.ts";
import { loadSample } from "../sample.ts";
import { summarise } from "../summary.ts";
import type { EmbeddedWorld } from "../worlds/embedded.ts";
import { openNoting } from "../worlds/noting.ts";
import { EXIT, type CommonOptions } from "./verb.ts";
import { refuse } from "../refused.ts";
import { readingOn } from "../session.ts";
import { ENDING_SIGNALS, stopAt } from "../signals.ts";

interface StartOptions extends CommonOptions {
  readonly empty?: boolean;
  readonly port: string;
  readonly once?: boolean;
}

const HOST = "127.0.0.1";

/** Serves a folder until it is told to stop; an empty one is filled with the sample quarter first. */
export async function start(options: StartOptions): Promise<void> {
  const { data, json = false, empty = false } = options;
  const port = portIn(options.port);
  const output = createOutput(json);
  const world = await openNoting(data, output.note);
  try {
    const stop = stopAt(ENDING_SIGNALS);
    // Told before the sample is loaded, and not after.
    if (options.once !== true) await requireFree(port);
    if (!empty && !(await loadSample(world, data, stop.signal))) {
      output.note("interrupted; the next start goes on with the sample");
      process.exitCode = EXIT.interrupted;
      return;
    }
    await world.settle();
    await summarise(world, data, output);
    if (options.once !== true && !stop.signal.aborted) {
      await serve({ world, folder: data, port, stop, note: output.note });
    }
  } finally {
    await world.close();
  }
}

/** Until `stop` is aborted: from outside, or by a defect in here. */
async function serve({
  world,
  folder,
  port,
  stop,
  note,
}: {
  readonly world: EmbeddedWorld;
  readonly folder: string;
  readonly port: number;
  readonly stop: AbortController;
  readonly note: (line: string) => void;
}): Promise<void> {
  const server = createServer({
    access: { kind: "thisMachine" },
    commands: world.commands,
    reading: readingOn(world),
    maintenance: world.maintenance,
    health: () => examine([]),
  });
  const url = await server.listen({ host: HOST, port });
  try {
    const running = world.run(stop.signal).finally(() => stop.abort());
    announceServer(folder, url);
    note(`serving ${folder} at ${url}; Ctrl-C ends it`);
    // Whoever goes on sending holds up no stop.
    const closing = aborted(stop.signal).then(() => server.close());
    await Promise.all([running, closing]);
  } finally {
    withdrawServer(folder);
    await server.close();
  }
  await world.settle();
}

/** @throws what the system says of a port that is taken */
async function requireFree(port: number): Promise<void> {
  const listener = createListener().listen(port, HOST);
  await once(listener, "listening");
  listener.close();
  await once(listener, "close");
}

const portIn = (text: string): number =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535
    ? Number(text)
    : refuse("INVALID_FIELD", `\`--port\`: ${text} is no port.`, { field: "port" });
