import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const serverFile = z.object({ url: z.url(), pid: z.int() });
const pathIn = (folder: string) => join(folder, "server.json");

/** Tells other processes where the one that serves this folder listens. */
export function announceServer(folder: string, url: string): () => void {
  writeFileSync(pathIn(folder), `${JSON.stringify({ url, pid: process.pid })}\n`);
  return () => rmSync(pathIn(folder), { force: true });
}

/** Where the folder is served, if the file of a server is there: whether it answers is another question. */
export function findServer(folder: string): string | undefined {
  if (!existsSync(pathIn(folder))) return undefined;
  const parsed = serverFile.safeParse(JSON.parse(readFileSync(pathIn(folder), "utf8")));
  return parsed.success ? parsed.data.url : undefined;
}
