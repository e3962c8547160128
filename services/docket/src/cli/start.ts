import { createServer } from "../server.ts";
import { announceServer } from "../server-file.ts";
import { createOutput } from "../output.ts";
import { loadSample } from "../sample.ts";
import { summarise } from "../summary.ts";
import { openEmbedded } from "../worlds/embedded.ts";
import { queriesOf, type CommonOptions } from "./verb.ts";
import { refuse } from "../refused.ts";

interface StartOptions extends CommonOptions {
  readonly empty?: boolean;
  readonly port: string;
  readonly once?: boolean;
}

/** Serves a folder until it is told to stop; an empty one is filled with the sample quarter first. */
export async function start({ data, json = false, empty = false, port, once = false }: StartOptions): Promise<void> {
  const output = createOutput(json);
  const world = await openEmbedded(data, ({ stream, revision, reason }) => {
    output.note(`parked: ${stream} at revision ${revision} (${reason}); see docket retry`);
  });
  try {
    const stop = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => stop.abort());
    if (!empty) await loadSample(world, data, stop.signal);
    await world.settle();
    await summarise(world, data, output);
    if (!once && !stop.signal.aborted) await serve(world, data, portIn(port), stop.signal, output.note);
  } finally {
    await world.close();
  }
}

async function serve(
  world: Awaited<ReturnType<typeof openEmbedded>>,
  folder: string,
  port: number,
  signal: AbortSignal,
  note: (line: string) => void,
): Promise<void> {
  const server = createServer(world, queriesOf(world));
  const url = await server.listen({ host: "127.0.0.1", port });
  const withdraw = announceServer(folder, url);
  note(`serving ${folder} at ${url}; Ctrl-C ends it`);
  try {
    const running = world.run(signal);
    await new Promise<void>((done, fail) => {
      signal.addEventListener("abort", () => done(), { once: true });
      running.catch(fail);
    });
    await server.close();
    await running;
    await world.settle();
  } finally {
    withdraw();
  }
}

const portIn = (text: string): number =>
  /^\d{1,5}$/.test(text) && Number(text) <= 65_535
    ? Number(text)
    : refuse("INVALID_FIELD", `\`--port\`: ${text} is no port.`, { field: "port" });
