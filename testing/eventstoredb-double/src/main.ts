import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startDouble } from "./double.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: "2113" },
    /** Where the log outlives the process. */
    file: { type: "string" },
    /** PEM files, both or none. */
    "tls-key": { type: "string" },
    "tls-certificate": { type: "string" },
  },
});
const { file, "tls-key": key, "tls-certificate": certificate } = values;
const port = Number(values.port);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  throw new Error(`--port ${values.port} is no port`);
}
if ((key === undefined) !== (certificate === undefined)) {
  throw new Error("--tls-key and --tls-certificate go together");
}

const double = await startDouble({
  port,
  ...(file !== undefined && { file }),
  ...(key !== undefined &&
    certificate !== undefined && {
      tls: { key: readFileSync(key, "utf8"), certificate: readFileSync(certificate, "utf8") },
    }),
});
console.log(JSON.stringify({ url: double.url }));
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, () => void double.stop());
}
