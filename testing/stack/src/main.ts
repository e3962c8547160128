import { once } from "node:events";
import { parseArgs } from "node:util";
import { startStack } from "./stack.ts";

/** `pnpm stack`: the distributed Docket on this machine, without docker, until Ctrl-C. */
const { values } = parseArgs({
  options: {
    data: { type: "string", default: "./docket-stack" },
    port: { type: "string", default: "8420" },
    json: { type: "boolean", default: false },
  },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  process.stderr.write(`--port ${values.port} is no port\n`);
  process.exit(2);
}

const stop = new AbortController();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
  process.once(signal, () => stop.abort());
const stack = await startStack({
  folder: values.data,
  eventStore: process.env["ESDB_URL"],
  port,
  onStep: (step) => process.stderr.write(`starting ${step}\n`),
}).catch((error: unknown) => {
  const why = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${why}\nThe stack does not start; logs are in ${values.data}/logs.\n`);
  process.exit(2);
});
const { url, nats, eventStore, postgres } = stack;
if (values.json) {
  process.stdout.write(`${JSON.stringify({ ready: true, url, nats, eventStore, postgres })}\n`);
} else {
  process.stdout.write(
    [
      `Docket serves at ${url}; try: docket tickets --url ${url}`,
      `NATS         ${nats}`,
      `EventStoreDB ${eventStore}`,
      `PostgreSQL   ${postgres}`,
      `Logs are in ${values.data}/logs. Ctrl-C ends it all.`,
      "",
    ].join("\n"),
  );
}
if (!stop.signal.aborted) await once(stop.signal, "abort");
process.stderr.write("stopping\n");
await stack.stop();
