import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { spawnDocket, until, type Running } from "./program.ts";

export interface Served {
  readonly process: Running;
  readonly url: string;
}

/** `docket start` on a free port, from the moment that it says where. */
export async function serve(data: string, more: readonly string[] = ["--empty"]): Promise<Served> {
  const process = spawnDocket(["start", "--data", data, "--port", "0", ...more]);
  const file = join(data, "server.json");
  await until(() => existsSync(file), process);
  if (!existsSync(file)) throw new Error((await process.ended).stderr);
  const { url } = JSON.parse(readFileSync(file, "utf8")) as { url: string };
  return { process, url };
}

/** Posts text to a server, and gives what it answered. */
export async function post(
  url: string,
  body: string | Buffer<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = { "content-type": "application/json" },
): Promise<{ readonly status: number; readonly type: string; readonly body: unknown }> {
  const response = await fetch(url, { method: "POST", headers, body });
  const type = response.headers.get("content-type") ?? "";
  return { status: response.status, type, body: await response.json() };
}
