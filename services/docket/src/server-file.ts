import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { writeWhole } from "./write-whole.ts";

/** The process that serves a folder, and where it listens. */
const serverFile = z.object({ url: z.url(), pid: z.int() });
export type FolderServer = z.infer<typeof serverFile>;

const pathIn = (folder: string) => join(folder, "server.json");

/** Tells other processes where the one that serves this folder listens. */
export function announceServer(folder: string, url: string): void {
  writeWhole(pathIn(folder), `${JSON.stringify({ url, pid: process.pid })}\n`);
}

/** Whoever holds the folder's lock does so: what a killed server left would lead commands astray. */
export const withdrawServer = (folder: string): void => rmSync(pathIn(folder), { force: true });

/** Where the folder is served, if a server said so. */
export function findServer(folder: string): FolderServer | undefined {
  try {
    return serverFile.safeParse(JSON.parse(readFileSync(pathIn(folder), "utf8"))).data;
  } catch {
    // No file, or not one of ours.
    return undefined;
  }
}

/** Whether the process that served is still there. */
export function isAlive({ pid }: FolderServer): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
