import { parseArgs } from "node:util";
import { startDouble } from "./double.ts";

const { values } = parseArgs({
  options: { port: { type: "string", default: "2113" }, file: { type: "string" } },
});
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  throw new Error(`--port ${values.port} is no port`);
}

const double = await startDouble({ port, ...(values.file && { file: values.file }) });
console.log(JSON.stringify({ url: double.url }));
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void double.stop());
}
